"""The real survey images as other people would store them: float32, 16-bit integers with BSCALE, in tiles packed by Rice (floats made
integers with dithering, and 16-bit integers) and by gzip, and gzipped whole.

    python convert-survey.py FOLDER_OF_TARBALLS EMPTY_FOLDER

writes FORM/NUMBER.fits (or .fits.fz, .fits.gz), NUMBER counting images through the tarballs in order of their names, and
expected.json: for each FORM, each file's SHA-256 of the pixels that astropy reads back (big-endian float64, NaN as 7ff8000000000000;
BSCALE applied in float64) and `worst`, how far the farthest of them is from the original's. The images are in no repository: nothing of this is kept.
"""
import gzip
import hashlib
import io
import json
import pathlib
import sys
import tarfile

import numpy as np
from astropy.io import fits

source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def scaled(pixels):
    # It scales in place.
    hdu = fits.PrimaryHDU(pixels.copy())
    hdu.scale("int16", "minmax")
    return hdu


def packed(pixels, **options):
    return fits.CompImageHDU(pixels, **options)


def rice_of_integers(pixels):
    plain = scaled(pixels)
    header = fits.Header({"BSCALE": plain.header["BSCALE"], "BZERO": plain.header["BZERO"]})
    stored = fits.open(io.BytesIO(as_bytes(plain)), do_not_scale_image_data=True)[0].data
    hdu = packed(stored, compression_type="RICE_1")
    hdu.header.update(header)
    return hdu


def as_bytes(hdu):
    stream = io.BytesIO()
    hdus = [hdu] if isinstance(hdu, fits.PrimaryHDU) else [fits.PrimaryHDU(), hdu]
    fits.HDUList(hdus).writeto(stream)
    return stream.getvalue()


FORMS = {
    "float32": (".fits", lambda pixels: as_bytes(fits.PrimaryHDU(pixels.astype(np.float32)))),
    "int16": (".fits", lambda pixels: as_bytes(scaled(pixels))),
    "rice": (".fits.fz", lambda pixels: as_bytes(
        packed(pixels.astype(np.float32), compression_type="RICE_1", quantize_method=1, dither_seed=5))),
    "rice-int16": (".fits.fz", lambda pixels: as_bytes(rice_of_integers(pixels))),
    "gzip-tiles": (".fits.fz", lambda pixels: as_bytes(packed(pixels, compression_type="GZIP_2", quantize_level=0))),
    "gzip-whole": (".fits.gz", lambda pixels: gzip.compress(as_bytes(fits.PrimaryHDU(pixels)), mtime=0)),
}


def read_back(stored):
    if stored[:2] == b"\x1f\x8b":
        stored = gzip.decompress(stored)
    with fits.open(io.BytesIO(stored), do_not_scale_image_data=True) as hdus:
        hdu = next(hdu for hdu in hdus if hdu.data is not None)
        scale, zero = hdu.header.get("BSCALE", 1.0), hdu.header.get("BZERO", 0.0)
        values = hdu.data.astype(np.float64)
        return values if (scale, zero) == (1.0, 0.0) else zero + scale * values


def digest(values):
    bits = values.astype(">f8").view(">u8").copy()
    bits[np.isnan(values)] = 0x7FF8000000000000
    return hashlib.sha256(bits.tobytes()).hexdigest()


expected = {form: [] for form in FORMS}
for tarball in sorted(source.glob("*.tar")):
    with tarfile.open(tarball) as archive:
        for member in archive.getmembers():
            with fits.open(io.BytesIO(archive.extractfile(member).read())) as hdus:
                pixels = hdus[0].data.astype(np.float64)
            for form, (suffix, convert) in FORMS.items():
                stored = convert(pixels)
                values = read_back(stored)
                name = f"{form}/{len(expected[form])}{suffix}"
                (target / form).mkdir(exist_ok=True)
                (target / name).write_bytes(stored)
                expected[form].append({"file": name, "sha256": digest(values), "worst": float(np.abs(values - pixels).max())})
(target / "expected.json").write_text(json.dumps(expected))
