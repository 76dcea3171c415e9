"""Saves one small network in every way that Keras has for HDF5, for test/formats/keras-h5/saved-models.test.ts.

    python make.py keras        (keras 3.15.1 on tensorflow-cpu 2.21.0): the files keras3-*
    python make.py tf_keras     (tf_keras 2.21.0): the files keras2-*, and images.npy and outputs.npy (what it predicts), float32

The network has every kind of layer and option of ours; its weights are the same numbers in every file.
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
INPUT = (8, 8, 1)


def slope(value):
    return {"negative_slope": value} if is_new else {"alpha": value}


def layers():
    return [
        L.Conv2D(4, 3, padding="same", activation="relu"), L.MaxPooling2D(2, padding="same"),
        L.Conv2D(3, 5, strides=2, padding="same", name="latent_layer"), L.BatchNormalization(momentum=0.9, epsilon=0.01),
        L.LeakyReLU(**slope(0.3)), L.UpSampling2D(4, interpolation="nearest"), L.Conv2D(2, 1, activation="tanh"),
        L.ELU(), L.AveragePooling2D(2, padding="same"), L.ReLU(negative_slope=0.3), L.Dropout(0.2), L.Flatten(),
        L.BatchNormalization(), L.Dense(9, activation="elu"), L.ReLU(), L.Dense(64), L.Activation("sigmoid"),
        L.Reshape(INPUT),
    ]


def functional():
    tensor = first = keras.Input(INPUT)
    for layer in layers():
        tensor = layer(tensor)
    return keras.Model(first, tensor)


def with_weights(model):
    rng = np.random.default_rng(11)
    for layer in model.layers:
        own = []
        for weight in layer.weights:
            name = weight.name.split("/")[-1].split(":")[0]
            low, high = (0.5, 1.5) if name in ("gamma", "moving_variance") else (-0.5, 0.5)
            own.append(rng.uniform(low, high, weight.shape))
        layer.set_weights(own)
    return model


generation = "keras3" if is_new else "keras2"
models = {"functional": functional(), "sequential": keras.Sequential([keras.Input(INPUT), *layers()])}
for name, model in models.items():
    with_weights(model)
    if name == "functional":
        model.compile("adadelta", "mse")  # an optimizer's state, which the reader passes over
        images = np.random.default_rng(12).uniform(0, 1, (3, *INPUT)).astype("f4")
        model.train_on_batch(images, images)
        with_weights(model)
        model.save_weights(here / f"{generation}.weights.h5")
        if not is_new:
            model.save_weights(here / f"{generation}-weights-only.h5")
            np.save(here / "images.npy", images)
            np.save(here / "outputs.npy", np.asarray(model(images, training=False)))
    model.save(here / f"{generation}-{name}.h5", include_optimizer=name == "functional")
