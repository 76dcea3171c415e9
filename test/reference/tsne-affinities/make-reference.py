# openTSNE's exact affinities and scikit-learn's trustworthiness: writes reference.json beside itself.
#   python make-reference.py          (openTSNE 1.0.4, scikit-learn 1.9.1, numpy 2.4.6)
# Vectors are multiples of 1/256, the same numbers in float32, float64 and JSON. Neighbours by brute force, as many as ours.
import json, pathlib
import numpy as np
import openTSNE.affinity
from sklearn.manifold import trustworthiness

rng = np.random.RandomState(6)
n, d, perplexity = 120, 12, 8
centres = rng.randn(6, d) * 3
x = np.round((centres[rng.randint(0, 6, n)] + rng.randn(n, d)) * 256) / 256
p = openTSNE.affinity.PerplexityBasedNN(
    x, perplexity=perplexity, method='exact', symmetrize=True, k_neighbors=3 * perplexity
).P.tocsr()
p.sort_indices()
points = np.round((x[:, :2] + rng.randn(n, 2)) * 256) / 256
reference = {
    'n': n,
    'd': d,
    'perplexity': perplexity,
    'scale': 256,
    'x': (x * 256).astype(int).ravel().tolist(),
    'starts': p.indptr.tolist(),
    'columns': p.indices.tolist(),
    'values': [float(f'{value:.12g}') for value in p.data],
    'points': (points * 256).astype(int).ravel().tolist(),
    'trustworthiness': trustworthiness(x, points, n_neighbors=12),
}
path = pathlib.Path(__file__).with_name('reference.json')
path.write_text(json.dumps(reference, separators=(',', ':')) + '\n')
