"""Writes image-statistics.json: a small frame and its statistics by numpy and scipy."""
import json
import pathlib

import numpy as np
from scipy.stats import median_abs_deviation

HEIGHT, WIDTH = 24, 19
rng = np.random.default_rng(7)
image = np.round(rng.normal(0.1, 1, (HEIGHT, WIDTH)), 5)
y, x = np.mgrid[:HEIGHT, :WIDTH]
image += np.round(40 * np.exp(-((y - 11) ** 2 + (x - 9) ** 2) / 6), 5)
image[:, 3] -= 4  # a deviant column
image[20:, :7] = 0  # a gap
image[2, 15:18] = np.nan

finite = np.isfinite(image)
sky = image[finite & (image != 0)]
median = np.median(sky)
noise = median_abs_deviation(sky, scale="normal")
flux = np.where(finite, np.clip(image - median, 0, None), 0)
# Pixel centres in the middle half of each axis: (i + 0.5) / n in [1/4, 3/4).
rows = (np.arange(HEIGHT) + 0.5) / HEIGHT
columns = (np.arange(WIDTH) + 0.5) / WIDTH
inside = ((rows >= 0.25) & (rows < 0.75))[:, None] & ((columns >= 0.25) & (columns < 0.75))[None, :]


def anomaly(lines):
    levels = []
    for line in lines:
        observed = line[np.isfinite(line) & (line != 0)]
        levels.append(np.median(observed) if observed.size else 0.0)
    levels = np.array(levels)
    around = [np.median(levels[max(0, i - 4) : i + 5]) for i in range(len(levels))]
    differences = levels - around
    spread = median_abs_deviation(differences, scale="normal")
    error = noise * np.sqrt(np.pi / 2 / len(lines[0]))
    return np.abs(differences).max() / max(spread, error)


size = image.size
statistics = {
    "min": np.nanmin(image),
    "max": np.nanmax(image),
    "mean": np.nanmean(image),
    "zeroFluxFraction": np.sum(image == 0) / size,
    "nonFinite": int(np.sum(~finite)),
    "negativeFraction": np.sum(image < 0) / size,
    "negativeOutlierFraction": np.sum(image < median - 5 * noise) / size,
    "saturatedFraction": np.sum(image >= 0.8 * np.nanmax(image)) / size,
    "median": median,
    "backgroundNoise": noise,
    "concentration": flux[inside].sum() / flux.sum(),
    "columnAnomaly": anomaly(image.T),
    "rowAnomaly": anomaly(image),
}
pixels = [None if np.isnan(value) else value for value in image.ravel().tolist()]
path = pathlib.Path(__file__).with_name("image-statistics.json")
path.write_text(
    json.dumps(
        {
            "height": HEIGHT,
            "width": WIDTH,
            "pixels": pixels,
            "statistics": {name: float(value) for name, value in statistics.items()},
        }
    )
    + "\n"
)
