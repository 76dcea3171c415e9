"""Opens files of the export-model step in Keras and compares what they predict, for test/steps/export-model.test.ts.

    python check.py keras|tf_keras FOLDER

FOLDER holds model.h5 (a full model), weights.h5 (weights only), images.npy, outputs.npy and latents.npy (what skysort predicts).
Prints JSON: the library's version, and the largest differences of `load_model`, of `load_weights` from each file into a new model of
the same layers, and of the latents; of a saved and loaded copy, too, which saved.h5 becomes.
"""

import importlib
import json
import os
import sys

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import numpy as np

keras = importlib.import_module(sys.argv[1])
folder = sys.argv[2]


def path(name):
    return os.path.join(folder, name)


images, outputs, latents = (np.load(path(f"{name}.npy")) for name in ("images", "outputs", "latents"))


def difference(model, expected):
    found = np.asarray(model(images, training=False))
    assert found.shape == expected.shape, f"{found.shape} {expected.shape}"
    return float(np.abs(found - expected).max())


def fresh():
    """The same layers with weights of their own."""
    model = keras.models.load_model(path("model.h5"), compile=False)
    model.set_weights([np.full(weight.shape, 0.5) for weight in model.get_weights()])
    assert difference(model, outputs) > 1e-3
    return model


def with_weights(name):
    model = fresh()
    model.load_weights(path(name))
    return model


loaded = keras.models.load_model(path("model.h5"), compile=False)
with h5py.File(path("model.h5")) as file:
    latent_layer = file.attrs["skysort_latent_layer"]
encoder = keras.Model(loaded.inputs, loaded.get_layer(latent_layer).output)
loaded.save(path("saved.h5"))
print(json.dumps({
    "version": keras.__version__,
    "load_model": difference(loaded, outputs),
    "load_weights": difference(with_weights("weights.h5"), outputs),
    "load_weights_of_model": difference(with_weights("model.h5"), outputs),
    "latents": difference(encoder, latents),
    "saved_again": difference(keras.models.load_model(path("saved.h5"), compile=False), outputs),
}))
