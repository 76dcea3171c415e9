"""Writes the small Keras models that the import tests read, in the layout of Keras 2.2.4's `save_model` and `save_weights`.

    python make.py        (h5py 3.16.0; Keras itself is not needed)

Values are k/64 patterns, exact in float32, so that the tests can name them.
"""
import json
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def values(shape, start):
    return ((np.arange(np.prod(shape)) + start) / 64).astype("<f4").reshape(shape)


def conv(name, filters, activation):
    return "Conv2D", {
        "name": name, "trainable": True, "filters": filters, "kernel_size": [3, 3], "strides": [1, 1],
        "padding": "same", "data_format": "channels_last", "dilation_rate": [1, 1], "activation": activation,
        "use_bias": True,
    }


def pool(kind, name, padding):
    return kind, {"name": name, "trainable": True, "pool_size": [2, 2], "padding": padding, "strides": [2, 2],
                  "data_format": "channels_last"}


def norm(name):
    return "BatchNormalization", {"name": name, "trainable": True, "axis": -1, "momentum": 0.99, "epsilon": 0.001,
                                  "center": True, "scale": True}


def dense(name, units, activation, **first):
    return "Dense", {"name": name, "trainable": True, **first, "units": units, "activation": activation,
                     "use_bias": True}


def functional(layers, batch_shape):
    listed = [{"name": "input_1", "class_name": "InputLayer", "inbound_nodes": [], "config": {
        "batch_input_shape": batch_shape, "dtype": "float32", "sparse": False, "name": "input_1"}}]
    for kind, config in layers:
        before = listed[-1]["name"]
        listed.append({"name": config["name"], "class_name": kind, "config": config,
                       "inbound_nodes": [[[before, 0, 0, {}]]]})
    return {"class_name": "Model", "config": {
        "name": "model_1", "layers": listed, "input_layers": [["input_1", 0, 0]],
        "output_layers": [[listed[-1]["name"], 0, 0]]}}


def sequential(layers):
    return {"class_name": "Sequential", "config": {
        "name": "sequential_1", "layers": [{"class_name": kind, "config": config} for kind, config in layers]}}


def save_layers(group, layers):
    """As `save_weights_to_hdf5_group`."""
    group.attrs["layer_names"] = [name.encode("utf8") for name, _ in layers]
    group.attrs["backend"] = "tensorflow".encode("utf8")
    group.attrs["keras_version"] = "2.2.4".encode("utf8")
    for name, weights in layers:
        own = group.create_group(name)
        own.attrs["weight_names"] = [f"{name}/{weight}:0".encode("utf8") for weight, _ in weights]
        for weight, array in weights:
            own.create_dataset(f"{name}/{weight}:0", data=array)


def save_model(path, config, layers):
    """As `save_model`, with the head of an Adadelta state."""
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "2.2.4".encode("utf8")
        file.attrs["backend"] = "tensorflow".encode("utf8")
        file.attrs["model_config"] = json.dumps(config).encode("utf8")
        save_layers(file.create_group("model_weights"), layers)
        file.attrs["training_config"] = json.dumps({"loss": "binary_crossentropy"}).encode("utf8")
        state = file.create_group("optimizer_weights")
        state.attrs["weight_names"] = [b"training/Adadelta/Variable:0"]
        state.create_dataset("training/Adadelta/Variable:0", data=np.zeros((3,), "<f4"))


def save_weights(path, layers):
    with h5py.File(path, "w") as file:
        save_layers(file, layers)


def batch_norm_weights(channels, start):
    return [(name, values((channels,), start + 10 * i))
            for i, name in enumerate(["gamma", "beta", "moving_mean", "moving_variance"])]


conv_layers = [
    conv("conv2d_1", 3, "relu"), pool("MaxPooling2D", "latent_layer", "same"), norm("batch_normalization_1"),
    conv("conv2d_2", 2, "linear"), ("ELU", {"name": "elu_1", "trainable": True, "alpha": 1.0}),
    ("UpSampling2D", {"name": "up_sampling2d_1", "trainable": True, "size": [2, 2], "data_format": "channels_last",
                      "interpolation": "nearest"}),
    conv("conv2d_3", 1, "sigmoid"),
]
conv_weights = [
    ("input_1", []),
    ("conv2d_1", [("kernel", values((3, 3, 1, 3), 1)), ("bias", values((3,), 2))]),
    ("latent_layer", []),
    ("batch_normalization_1", batch_norm_weights(3, 3)),
    ("conv2d_2", [("kernel", values((3, 3, 3, 2), 4)), ("bias", values((2,), 5))]),
    ("elu_1", []),
    ("up_sampling2d_1", []),
    ("conv2d_3", [("kernel", values((3, 3, 2, 1), 6)), ("bias", values((1,), 7))]),
]
save_model(os.path.join(HERE, "conv-full.h5"), functional(conv_layers, [None, 8, 8, 1]), conv_weights)
# As a second session of Keras names the same layers.
renamed = [(name.replace("conv2d_", "conv2d_1"), weights) for name, weights in conv_weights]
save_weights(os.path.join(HERE, "conv-weights.h5"), renamed)

chain_layers = [
    pool("AveragePooling2D", "average_pooling2d_1", "valid"),
    ("Flatten", {"name": "flatten_1", "trainable": True, "data_format": "channels_last"}),
    dense("dense_1", 3, "linear"),
    ("LeakyReLU", {"name": "leaky_re_lu_1", "trainable": True, "alpha": float(np.float32(0.3))}),
    ("Dropout", {"name": "dropout_1", "trainable": True, "rate": 0.25, "noise_shape": None, "seed": None}),
    dense("dense_2", 16, "linear"),
    ("Activation", {"name": "activation_1", "trainable": True, "activation": "tanh"}),
    ("Reshape", {"name": "reshape_1", "trainable": True, "target_shape": [4, -1, 1]}),
]
chain_layers[0][1]["batch_input_shape"] = [None, 4, 4, 1]
chain_weights = [(config["name"], []) for _, config in chain_layers]
chain_weights[2] = ("dense_1", [("kernel", values((4, 3), 1)), ("bias", values((3,), 2).astype("<f8"))])
chain_weights[5] = ("dense_2", [("kernel", values((3, 16), 3)), ("bias", values((16,), 4))])
save_model(os.path.join(HERE, "sequential-full.h5"), sequential(chain_layers), chain_weights)
