"""k-means in scikit-learn: kmeans_sklearn.py VECTORS KS N_INIT, where KS is as `3,6,7`.

Prints one line of JSON, {"library", "seconds": of all fits together, "inertias": of each, "peakBytes"}; reading the file does not count.
Ends with 3 when scikit-learn is not installed.
"""
import json
import resource
import sys
import time

path, ks, n_init = sys.argv[1], [int(k) for k in sys.argv[2].split(',')], int(sys.argv[3])
try:
    import numpy as np
    import sklearn
    from sklearn.cluster import KMeans
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

vectors = np.load(path)
KMeans(2, n_init=1, random_state=0).fit(vectors[:512])
start = time.perf_counter()
fits = [KMeans(k, n_init=n_init, random_state=0).fit(vectors) for k in ks]
seconds = time.perf_counter() - start
inertias = []
for fit in fits:
    # Its own inertia is a sum in float32: from the same centres, in float64, a part of the rows at a time.
    centres = fit.cluster_centers_.astype('f8')
    total = 0.0
    for at in range(0, len(vectors), 4096):
        part = vectors[at:at + 4096].astype('f8')
        total += np.min([((part - centre) ** 2).sum(1) for centre in centres], axis=0).sum()
    inertias.append(float(total))
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({'library': f'scikit-learn {sklearn.__version__}', 'seconds': seconds,
                  'inertias': inertias, 'peakBytes': peak}))
