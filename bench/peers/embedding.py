"""Maps and components by Python's libraries: embedding.py JOB LIBRARY FILE OUT THREADS.

JOB is `tsne` or `pca`; FILE holds float32 vectors (.npy), OUT gets the map, or the components. Prints one line of JSON,
{"library", "seconds", "value"}: value is the share of the variance for pca. Ends with 3 when the library is not installed.
"""
import json
import os
import sys
import time

job, name, file, out, threads = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5])
for variable in ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS'):
    os.environ[variable] = str(threads)
try:
    import numpy as np

    if name == 'openTSNE':
        import openTSNE as library
    else:
        import sklearn as library
        from sklearn.decomposition import PCA
        from sklearn.manifold import TSNE
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)

x = np.load(file)
value = None
start = time.perf_counter()
if job == 'pca':
    model = PCA(50, random_state=0)
    model.fit_transform(x)
    result = model.components_
    value = float(model.explained_variance_ratio_.sum())
elif name == 'openTSNE':
    # Its defaults: 250 iterations exaggerated by 12, then 500.
    result = library.TSNE(n_jobs=threads, random_state=0).fit(x)
else:
    result = TSNE(n_jobs=threads, random_state=0, max_iter=750).fit_transform(x)
seconds = time.perf_counter() - start
np.save(out, np.asarray(result, dtype='float32'))
print(json.dumps({'library': f'{name} {library.__version__}', 'seconds': seconds, 'value': value}))
