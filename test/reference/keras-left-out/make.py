"""Saves networks whose layers do without a bias, a centre or a scale, for test/formats/keras-h5/left-out.test.ts.

    python make.py keras        (keras 3.15.1 on tensorflow-cpu 2.21.0): the files keras3-*, and images.npy, *-outputs.npy
    python make.py tf_keras     (tf_keras 2.21.0): the files keras2-*

`bare` has no bias, beta or gamma at all; `half` has batch norms with one of the two. Weights are the same numbers in every file;
what Keras predicts from images.npy is in bare-outputs.npy and half-outputs.npy, float32.
"""

import importlib
import os
import sys
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import numpy as np

here = Path(__file__).parent
keras = importlib.import_module(sys.argv[1])
is_new = sys.argv[1] == "keras"
L = keras.layers
INPUT = (4, 4, 1)


def bare():
    return [
        L.Conv2D(2, 3, padding="same", use_bias=False, activation="relu"), L.BatchNormalization(center=False, scale=False),
        L.Flatten(), L.Dense(16, use_bias=False, activation="tanh"), L.Reshape(INPUT),
    ]


def half():
    return [
        L.Conv2D(2, 3, padding="same", use_bias=False), L.BatchNormalization(center=False),
        L.Conv2D(3, 1, activation="relu"), L.BatchNormalization(scale=False), L.Conv2D(1, 3, padding="same", use_bias=False),
    ]


images = np.random.default_rng(21).uniform(0, 1, (3, *INPUT)).astype("f4")
if is_new:
    np.save(here / "images.npy", images)
generation = "keras3" if is_new else "keras2"
for layers in (bare, half):
    model = keras.Sequential([keras.Input(INPUT), *layers()])
    rng = np.random.default_rng(22)
    for layer in model.layers:
        layer.set_weights([
            rng.uniform(*((0.5, 1.5) if "gamma" in weight.name or "variance" in weight.name else (-0.5, 0.5)), weight.shape)
            for weight in layer.weights
        ])
    model.save(here / f"{generation}-{layers.__name__}.h5")
    if is_new:
        model.save_weights(here / f"keras3-{layers.__name__}.weights.h5")
        np.save(here / f"{layers.__name__}-outputs.npy", np.asarray(model(images, training=False)))
    else:
        model.save_weights(here / f"keras2-{layers.__name__}-weights-only.h5")
