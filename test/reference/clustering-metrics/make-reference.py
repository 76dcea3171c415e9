# Twenty-four random problems with scikit-learn's answers: writes reference.json beside itself.
#   python make-reference.py          (scikit-learn 1.9.1, numpy 2.4.6)
# Values are multiples of 1/4096, the same numbers in float32, float64 and JSON; scikit-learn works in float64. It takes distances
# of means from products, which far from the origin loses digits: it is given the rows less their rounded mean, which changes no criterion.
import json, pathlib
import numpy as np
from sklearn import metrics

rng = np.random.RandomState(20261125)
problems = []
for number in range(24):
    n = int(rng.randint(8, 90))
    d = int(rng.choice([1, 2, 3, 4, 5, 7, 8, 13, 16]))
    k = int(rng.randint(2, 7))
    spread, offset = float(rng.choice([0.5, 1, 4])), float(rng.choice([0, 0, 50, 1000]))
    middles = rng.randn(k, d) * spread + offset
    home = rng.randint(0, k, n)
    x = np.round((middles[home] + rng.randn(n, d)) * 4096) / 4096
    # Mostly right, with some strays; labels with gaps, so that empty clusters occur; the last row alone in a cluster.
    labels = np.where(rng.rand(n) < 0.8, home, rng.randint(0, k, n)) * int(rng.choice([1, 2]))
    if number % 3 == 0:
        labels[-1] = labels.max() + 1
    labels[:2] = [0, labels.max()]
    truth = np.where(rng.rand(n) < 0.6, home, rng.randint(0, k + 2, n))
    if number % 8 == 7:
        truth[:] = 4
    near = x - np.round(x.mean(axis=0))
    problems.append(dict(
        n=n, d=d, x=(x * 4096).astype(int).ravel().tolist(), labels=labels.tolist(), truth=truth.tolist(),
        silhouette=metrics.silhouette_score(near, labels),
        calinski_harabasz=metrics.calinski_harabasz_score(near, labels),
        davies_bouldin=metrics.davies_bouldin_score(near, labels),
        adjusted_rand_index=metrics.adjusted_rand_score(truth, labels),
        normalised_mutual_information=metrics.normalized_mutual_info_score(truth, labels),
        purity=int(metrics.cluster.contingency_matrix(truth, labels).max(axis=0).sum()) / n))
out = pathlib.Path(__file__).with_name('reference.json')
out.write_text(json.dumps(dict(scale=4096, problems=problems), separators=(',', ':')) + '\n')
