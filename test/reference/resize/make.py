"""Writes resize.json: small arrays and what scikit-image's resize makes of them, in float64.

Run with Python 3 and scikit-image 0.19 or later (this file's output: see "versions" in it).
"""
import json
import pathlib

import numpy as np
import scipy
import skimage
from skimage.transform import resize

# Input height and width, then output height and width: shrinking, growing, one axis each way, single pixels, and a
# Gaussian wider than the image.
SHAPES = [
    (7, 5, 3, 4),
    (5, 7, 9, 8),
    (6, 6, 6, 6),
    (20, 9, 5, 12),
    (37, 33, 16, 16),
    (10, 1, 4, 1),
    (1, 6, 2, 3),
    (1, 1, 3, 2),
    (5, 4, 1, 1),
    (2, 2, 5, 3),
    (3, 60, 2, 2),
    (13, 8, 13, 3),
]

rng = np.random.default_rng(20)
cases = []
for height, width, new_height, new_width in SHAPES:
    image = np.round(rng.normal(0, 1, (height, width)), 4)
    result = resize(image, (new_height, new_width))
    cases.append(
        {
            "height": height,
            "width": width,
            "pixels": image.ravel().tolist(),
            "newHeight": new_height,
            "newWidth": new_width,
            "result": result.ravel().tolist(),
        }
    )
versions = {"skimage": skimage.__version__, "scipy": scipy.__version__, "numpy": np.__version__}
path = pathlib.Path(__file__).with_name("resize.json")
path.write_text(json.dumps({"versions": versions, "cases": cases}) + "\n")
