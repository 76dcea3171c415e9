"""Statistics of a small frame by numpy, scipy and scikit-learn, each written from its definition.

    python test/reference/frame-artifacts/make_reference.py > test/reference/frame-artifacts/frame-artifacts.json

numpy 2, scipy 1, scikit-learn 1.9. The frame has noise, a star, a hit of one pixel, a block of equal pixels, a dead column, a NaN.
"""
import json

import numpy as np
from scipy import ndimage
from sklearn.metrics import average_precision_score

rng = np.random.default_rng(7)
height, width = 41, 53
y, x = np.mgrid[:height, :width]
image = rng.normal(0, 1, (height, width))
image += 400 * (1 + ((x - 20.3) ** 2 + (y - 17.8) ** 2) / 9) ** -3
image[30, 40] += 60
image[5:9, 33:38] = -3.25
image[:, 47] = 2.5
image[12, 9] = np.nan
image = np.round(image, 4)

difference = np.abs(2 * image[:, 2:-2] - image[:, :-4] - image[:, 4:])
difference = difference[np.isfinite(difference) & (difference > 0)]
noise = 1.482602218505602 / np.sqrt(6) * np.median(difference)

largest = 0.0
for dy, dx, share in [(0, 1, 0.6), (1, 0, 0.6), (1, 1, 0.4), (1, -1, 0.4)]:
    def at(k):
        return np.pad(image, 3, constant_values=np.nan)[3 + k * dy : 3 + k * dy + height, 3 + k * dx : 3 + k * dx + width]

    away = (at(-3) + at(3)) / 2
    above = image - away
    excess = above - np.maximum(0, np.maximum(at(-1), at(1)) - away) / share
    largest = max(largest, np.nanmax(np.where(above > 3 * noise, excess, -np.inf)))

constant = np.zeros((height, width), bool)
same = (image[:-1, :-1] == image[1:, :-1]) & (image[:-1, :-1] == image[:-1, 1:]) & (image[:-1, :-1] == image[1:, 1:])
constant[:-1, :-1] |= same
constant = ndimage.binary_dilation(constant, [[0, 0, 0], [0, 1, 1], [0, 1, 1]])
for axis in (0, 1):
    lines = np.moveaxis(image, axis, 0)
    marks = np.moveaxis(constant, axis, 0)
    for start in range(lines.shape[0] - 4):
        run = np.all(lines[start : start + 5] == lines[start], axis=0)
        marks[start : start + 5] |= run

background = float(np.nanmedian(image))
top = np.nanmax(image) - background
upper = np.nansum(image - background >= 0.8 * top)
lower = np.nansum(image - background >= 0.4 * top)

scores = np.round(rng.uniform(size=30), 1)
truth = rng.uniform(size=30) < 0.3 + 0.4 * scores

json.dump(
    {
        "height": height,
        "width": width,
        "pixels": [None if np.isnan(value) else value for value in image.ravel().tolist()],
        "background": background,
        "pixelNoise": noise,
        "sharpness": largest / (noise * np.sqrt(1.5)),
        "constantFraction": float(constant.mean()),
        "plateau": max(0, int(upper) - 4) / int(lower),
        "scores": scores.tolist(),
        "isTrue": truth.tolist(),
        "averagePrecision": average_precision_score(truth, scores),
    },
    open("/dev/stdout", "w"),
    indent=None,
)
