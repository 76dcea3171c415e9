# Reference values for t-SNE: writes reference.json beside itself.
#   python make-reference.py          (scikit-learn 1.9.1, numpy 2.4.6)
# Vectors are multiples of 1/256, the same numbers in float32, float64 and JSON.
import json, pathlib
import numpy as np
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import NearestNeighbors

rng = np.random.RandomState(20261125)
grid = lambda x: np.round(x * 256) / 256


def conditionals(distances, perplexity):
    """One row's probabilities over its neighbours, by bisection in float64 until nothing changes."""
    low, high = 0.0, 1e6
    for _ in range(300):
        beta = (low + high) / 2
        p = np.exp(-beta * (distances - distances.min()))
        p /= p.sum()
        entropy = -(p[p > 0] * np.log(p[p > 0])).sum()
        low, high = (beta, high) if entropy > np.log(perplexity) else (low, beta)
    return p


def joint(x, perplexity):
    """Symmetrised affinities, dense, straight from the definition."""
    n, k = len(x), int(3 * perplexity)
    p = np.zeros((n, n))
    for i in range(n):
        d = ((x - x[i]) ** 2).sum(1)
        d[i] = np.inf
        near = np.argsort(d, kind='stable')[:k]
        p[i, near] = conditionals(d[near], perplexity)
    return (p + p.T) / (2 * n)


def sklearn_joint(x, perplexity):
    graph = NearestNeighbors(n_neighbors=int(3 * perplexity)).fit(x).kneighbors_graph(mode='distance')
    graph.data **= 2
    return _joint_probabilities_nn(graph, perplexity, 0).toarray()


# Forty vectors of two sizes of blob, for affinities and principal scores.
small = grid(np.concatenate([rng.randn(25, 6) * [3, 2, 1, 1, 1, .5], rng.randn(15, 6) * .3 + 4]))
u, s, vt = np.linalg.svd(small - small.mean(0), full_matrices=False)
signs = np.sign(vt[np.arange(2), np.abs(vt[:2]).argmax(1)])
affinities = dict(
    n=40, d=6, perplexity=5, x=(small * 256).astype(int).ravel().tolist(),
    joint=[float(f'{v:.12g}') for v in joint(small, 5).ravel()],
    sklearn=[float(f'{v:.9g}') for v in sklearn_joint(small, 5).ravel()],
    scores=(u[:, :2] * s[:2] * signs).ravel().tolist())

# Three hundred vectors: six blobs of different widths and a curve, mapped by scikit-learn with its own defaults, then from
# random starts.
middles = rng.randn(6, 10) * 3
t = np.linspace(0, 6, 60)
curve = np.stack([np.cos(t) * 6, np.sin(t) * 6, t] + [0 * t] * 7, 1) + rng.randn(60, 10) * .2
blobs = np.concatenate([middles[i] + rng.randn(40, 10) * (.4 + .2 * i) for i in range(6)])
large = grid(np.concatenate([blobs, curve]))
maps = []
for init in ('pca', 'random'):
    for seed in (0, 1, 2):
        fit = TSNE(init=init, random_state=seed).fit(large)
        maps.append(dict(init=init, seed=seed, kl=float(fit.kl_divergence_),
                         points=[float(f'{v:.6g}') for v in fit.embedding_.ravel()]))
        print(init, seed, fit.kl_divergence_, fit.n_iter_)
out = pathlib.Path(__file__).with_name('reference.json')
out.write_text(json.dumps(dict(scale=256, affinities=affinities, maps=dict(
    n=300, d=10, perplexity=30, x=(large * 256).astype(int).ravel().tolist(), sklearn=maps)), separators=(',', ':')) + '\n')
