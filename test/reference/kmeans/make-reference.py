# Twenty random problems with scikit-learn's answers from given starting centres: writes reference.json beside itself.
#   python make-reference.py          (scikit-learn 1.9.1, numpy 2.4.6)
# Values are multiples of 1/4096: fine enough for no two centres to be equally far (scikit-learn leaves such ties to rounding), and they are the same numbers in float32, float64 and JSON; scikit-learn works in float64.
import json, pathlib
import numpy as np
from sklearn.cluster import KMeans

rng = np.random.RandomState(20261124)
problems = []
for number in range(20):
    n = int(rng.randint(12, 90))
    d = int(rng.choice([1, 2, 3, 4, 5, 7, 8, 13, 16]))
    k = int(rng.randint(1, 9))
    blobs = int(rng.randint(1, 7))
    spread, offset = float(rng.choice([1, 4])), float(rng.choice([0, 0, 50, 1000]))
    middles = rng.randn(blobs, d) * spread + offset
    x = middles[rng.randint(0, blobs, n)] + rng.randn(n, d)
    x = np.round(x * 4096) / 4096
    start = rng.choice(n, k, replace=False)
    tolerance = float(rng.choice([1e-4, 0.0, 1e-2]))
    max_iterations = int(rng.choice([300, 300, 2]))
    fit = KMeans(k, init=x[start], n_init=1, tol=tolerance, max_iter=max_iterations).fit(x)
    problems.append(dict(
        n=n, d=d, k=k, tolerance=tolerance, max_iterations=max_iterations,
        x=(x * 4096).astype(int).ravel().tolist(), start=start.tolist(),
        labels=fit.labels_.tolist(), inertia=fit.inertia_, iterations=fit.n_iter_,
        centres=fit.cluster_centers_.ravel().tolist(),
        predicted=fit.predict(x[::-1] + 0.25).tolist()))

# The third centre starts far from every point: it is emptied at once and takes the farthest point.
x = np.round(np.concatenate([rng.randn(15, 2), rng.randn(15, 2) + [6, 0], [[3, 9.5]]]) * 4096) / 4096
start = np.array([[0.0, 0.0], [6.0, 0.0], [500.0, 500.0]])
fit = KMeans(3, init=start, n_init=1).fit(x)
empty = dict(n=31, d=2, k=3, x=(x * 4096).astype(int).ravel().tolist(), start=start.ravel().tolist(),
             labels=fit.labels_.tolist(), inertia=fit.inertia_, iterations=fit.n_iter_,
             centres=fit.cluster_centers_.ravel().tolist())
out = pathlib.Path(__file__).with_name('reference.json')
out.write_text(json.dumps(dict(scale=4096, problems=problems, empty=empty), separators=(',', ':')) + '\n')
