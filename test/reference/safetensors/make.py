"""Writes small.safetensors with the reference library.

    python make.py        (safetensors 0.8.0, numpy 2.4.6)
"""
import os

import numpy as np
from safetensors.numpy import save_file

save_file(
    {
        "b/kernel": np.array([[1, 2], [3, 4.5]], "f4"),
        "a": np.array([np.nan], "f4"),
        "e": np.zeros((0, 3), "f4"),
    },
    os.path.join(os.path.dirname(os.path.abspath(__file__)), "small.safetensors"),
    metadata={"format": "skysort-model"},
)
