"""Tarballs to images in Python: ingest.py FOLDER SIZE PROCESSES.

Reads each tarball's first four images with tarfile and astropy, resizes them with scikit-image, maps them to [0, 1] and saves all
of them as one float32 .npy file; with more than one process, a pool of them takes the files. Every tarball is opened once. Goes through
all files once to warm up and once for the clock. Prints one line of JSON, {"library", "seconds", "images", "sum": of all pixels}.
Ends with 3 when a library is not installed.
"""
import glob
import json
import multiprocessing
import os
import sys
import tarfile
import tempfile
import time

folder, size, processes = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
try:
    import astropy
    import numpy as np
    import skimage
    from astropy.io import fits
    from skimage.transform import resize
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def images_of(path):
    taken = []
    with tarfile.open(path) as archive:
        members = [m for m in archive.getmembers() if m.isfile() and m.name.endswith('.fits')]
        for member in members[:4]:
            image = resize(fits.getdata(archive.extractfile(member)), (size, size))
            low, high = image.min(), image.max()
            taken.append(((image - low) / (high - low)).astype('f4'))
    return taken


def ingest(paths, mapped, target):
    images = np.stack([image for taken in mapped(images_of, paths) for image in taken])
    np.save(target, images)
    return images


if __name__ == '__main__':
    files = sorted(glob.glob(os.path.join(folder, '*.tar')))
    pool = multiprocessing.Pool(processes) if processes > 1 else None
    # A few files a message, as anyone would who minds speed.
    mapped = map if pool is None else lambda task, paths: pool.imap(task, paths, chunksize=4)
    with tempfile.TemporaryDirectory() as scratch:
        target = os.path.join(scratch, 'images.npy')
        ingest(files, mapped, target)
        os.remove(target)
        start = time.perf_counter()
        images = ingest(files, mapped, target)
        seconds = time.perf_counter() - start
    if pool is not None:
        pool.terminate()
    print(json.dumps({
        'library': f'astropy {astropy.__version__}, scikit-image {skimage.__version__}',
        'seconds': seconds, 'images': len(images), 'sum': float(images.sum(dtype='f8'))}))
