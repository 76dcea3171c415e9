# scikit-learn's principal components, svd_solver='full' in float64: writes reference.json beside itself.
#   python make-reference.py          (scikit-learn 1.9.1, numpy 2.4.6)
# Vectors are multiples of 1/256, the same numbers in float32, float64 and JSON, around a mean far from zero. The spectrum is steep,
# and neighbouring eigenvalues differ by more than a hundredth: `gaps` has them.
import json, pathlib
import numpy as np
from sklearn.decomposition import PCA

rng = np.random.RandomState(50)
n, d, k = 150, 23, 8
x = rng.randn(n, d) * 2.0 ** -np.linspace(0, 5, d)
x = x @ np.linalg.qr(rng.randn(d, d))[0] + 30 * rng.rand(d)
x = np.round(x * 256) / 256
fit = PCA(k, svd_solver='full').fit(x[:120])
variance = fit.explained_variance_
digits = lambda a: [float(f'{value:.14g}') for value in np.ravel(a)]
reference = {
    'n': n,
    'fitted': 120,
    'd': d,
    'k': k,
    'scale': 256,
    'x': (x * 256).astype(int).ravel().tolist(),
    'mean': digits(fit.mean_),
    'components': digits(fit.components_),
    'variance': digits(variance),
    'ratio': digits(fit.explained_variance_ratio_),
    'gaps': digits(1 - variance[1:] / variance[:-1]),
    'scores': digits(fit.transform(x)),
}
path = pathlib.Path(__file__).with_name('reference.json')
path.write_text(json.dumps(reference, separators=(',', ':')) + '\n')
