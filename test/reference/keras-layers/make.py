"""What Keras makes of every kind of layer and every optimizer, for test/numerics/network/keras-reference.test.ts.

    python test/reference/keras-layers/make.py        (keras 3.15.1 on tensorflow-cpu 2.21.0)

Keras computes in float64 from weights and images that float32 holds. Three rules are not Keras 3's but Keras 2's, which we follow;
they are written out here in numpy:

- the moving variance takes the sample variance, n / (n - 1 - epsilon) times the biased one that Keras 3 keeps;
- RMSprop adds epsilon to the root of the mean square, Keras 3 to what is under the root;
- dropout has no reference while training: each library draws masks of its own.

Adadelta, Adam (its bias correction in the rate, epsilon outside of the root) and momentum are the same in both; their defaults are not,
so every setting is given.

Writes, beside itself, cases.json and values.npy (float32), in which each case has one after another: the images; all tensors at the
start; the outputs and each image's loss by inference; then, of training on all images at once, the loss before each step, and the
gradient of each trained tensor and the moving statistics after the step (cases of layers), or all tensors after the last step (cases
of optimizers). A case with dropout has none of these.
"""

import json
import os
from functools import partial
from pathlib import Path

os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

here = Path(__file__).parent
keras.config.set_floatx("float64")
IMAGES, STEPS, SLOPE = 3, 5, 0.3

ACTIVATIONS = {"linear": None, "relu": "relu", "elu": "elu", "tanh": "tanh", "sigmoid": "sigmoid",
               "leaky-relu": partial(keras.ops.leaky_relu, negative_slope=SLOPE)}


def conv(filters, kernel, activation="linear", strides=1):
    return {"kind": "conv2d", "filters": filters, "kernel": kernel, "activation": activation, "strides": strides}


def dense(units, activation="linear"):
    return {"kind": "dense", "units": units, "activation": activation}


def sized(kind, size):
    return {"kind": kind, "size": size}


def norm(momentum=0.99, epsilon=0.001):
    return {"kind": "batch-norm", "momentum": momentum, "epsilon": epsilon}


FLATTEN = {"kind": "flatten"}


def keras_layer(spec):
    kind = spec["kind"]
    activation = ACTIVATIONS[spec.get("activation", "linear")]
    if kind == "conv2d":
        return keras.layers.Conv2D(spec["filters"], spec["kernel"], strides=spec["strides"], padding="same",
                                   activation=activation)
    if kind == "dense":
        return keras.layers.Dense(spec["units"], activation=activation)
    if kind == "max-pool":
        return keras.layers.MaxPooling2D(spec["size"], padding="same")
    if kind == "average-pool":
        return keras.layers.AveragePooling2D(spec["size"], padding="same")
    if kind == "upsample":
        return keras.layers.UpSampling2D(spec["size"], interpolation="nearest")
    if kind == "batch-norm":
        return keras.layers.BatchNormalization(momentum=spec["momentum"], epsilon=spec["epsilon"])
    if kind == "flatten":
        return keras.layers.Flatten()
    if kind == "reshape":
        return keras.layers.Reshape(spec["shape"])
    if kind == "dropout":
        return keras.layers.Dropout(spec["rate"])
    return keras.layers.Activation(activation or "linear")


def start(rng, variable):
    """Away from the neutral values, so that nothing hides behind a zero or a one."""
    shape = variable.shape
    if variable.name == "kernel":
        limit = np.sqrt(6 / (np.prod(shape[:-2]) * (shape[-2] + shape[-1])))
        values = rng.uniform(-limit, limit, shape)
    elif variable.name in ("gamma", "moving_variance"):
        values = rng.uniform(0.7, 1.3, shape)
    else:
        values = rng.uniform(-0.2, 0.2, shape)
    return values.astype("f4")


def image_losses(loss, targets, outputs):
    outputs = tf.reshape(outputs, targets.shape)
    rule = keras.losses.binary_crossentropy if loss == "binary-crossentropy" else keras.losses.mean_squared_error
    return tf.reshape(rule(targets, outputs), (IMAGES, -1))  # the mean over the last axis


def moved_variance(layer, batch, old):
    """Keras 2: normalization.py, `sample_size / (sample_size - (1.0 + self.epsilon))`."""
    count = batch.size // batch.shape[-1]
    variance = batch.reshape(count, -1).var(axis=0) * count / (count - (1 + layer.epsilon))
    return layer.momentum * old + (1 - layer.momentum) * variance


def training_step(layers, images, loss):
    """The loss, the trained variables with their gradients, and the moving variance of each batch norm, by Keras 2's rule."""
    variances = {}
    with tf.GradientTape() as tape:
        x = tf.constant(images)
        for layer in layers:
            if isinstance(layer, keras.layers.BatchNormalization):
                old = layer.moving_variance.numpy()
                variances[id(layer)] = moved_variance(layer, x.numpy(), old)
            x = layer(x, training=True)
        value = tf.reduce_mean(image_losses(loss, images, x))
    trained = [variable for layer in layers for variable in layer.trainable_variables]
    gradients = tape.gradient(value, [variable.value for variable in trained])
    for layer in layers:
        if id(layer) in variances:
            layer.moving_variance.assign(variances[id(layer)])
    return float(value), trained, gradients


class KerasTwoRmsprop:
    def __init__(self, learning_rate, decay, epsilon):
        self.settings, self.means = (learning_rate, decay, epsilon), None

    def apply(self, gradients, variables):
        learning_rate, decay, epsilon = self.settings
        self.means = self.means or [0.0] * len(variables)
        for i, (gradient, variable) in enumerate(zip(gradients, variables)):
            g = gradient.numpy()
            self.means[i] = decay * self.means[i] + (1 - decay) * g * g
            variable.assign(variable.numpy() - learning_rate * g / (np.sqrt(self.means[i]) + epsilon))


def keras_optimizer(optimizer):
    settings = {name: value for name, value in optimizer.items() if name != "name"}
    rate = float(settings["learningRate"])
    if optimizer["name"] == "adadelta":
        return keras.optimizers.Adadelta(rate, rho=settings["decay"], epsilon=settings["epsilon"])
    if optimizer["name"] == "adam":
        return keras.optimizers.Adam(rate, beta_1=settings["beta1"], beta_2=settings["beta2"],
                                     epsilon=settings["epsilon"])
    if optimizer["name"] == "sgd":
        return keras.optimizers.SGD(rate, momentum=float(settings["momentum"]))
    return KerasTwoRmsprop(rate, settings["decay"], settings["epsilon"])


def run_case(number, case):
    rng = np.random.default_rng([20, number])
    layers = [keras_layer(spec) for spec in case["layers"]]
    images = rng.uniform(0.1, 0.9, (IMAGES, *case["input"])).astype("f4").astype("f8")
    model = keras.Sequential([keras.Input(case["input"]), *layers])
    assert np.prod(model.output_shape[1:]) == np.prod(case["input"]), case["name"]
    variables = [variable for layer in layers for variable in (
        [layer.gamma, layer.beta, layer.moving_mean, layer.moving_variance]
        if isinstance(layer, keras.layers.BatchNormalization) else layer.weights)]
    for variable in variables:
        variable.assign(start(rng, variable))
    arrays = [images, *[variable.numpy() for variable in variables]]
    outputs = model(images, training=False)
    arrays += [outputs.numpy(), tf.reduce_mean(image_losses(case["loss"], images, outputs), axis=1).numpy()]
    if "optimizer" in case:
        optimizer = keras_optimizer(case["optimizer"])
        losses = []
        for _ in range(STEPS):
            loss, trained, gradients = training_step(layers, images, case["loss"])
            optimizer.apply(gradients, trained)
            losses.append(loss)
        arrays += [np.array(losses), *[variable.numpy() for variable in variables]]
    elif not any(spec["kind"] == "dropout" for spec in case["layers"]):
        loss, trained, gradients = training_step(layers, images, case["loss"])
        by_variable = {id(variable): gradient.numpy() for variable, gradient in zip(trained, gradients)}
        arrays += [np.array([loss]), *[by_variable.get(id(variable), variable.numpy()) for variable in variables]]
    return np.concatenate([np.asarray(array, "f8").ravel() for array in arrays])


def layer_cases():
    sides = {"even": [6, 6, 1], "odd": [7, 5, 1]}
    for kernel in (1, 3, 5):
        for parity, shape in sides.items():
            values = shape[0] * shape[1]
            yield f"conv2d {kernel} x {kernel} on {parity} sides", shape, [
                conv(2, 1, "tanh"), conv(3, kernel), conv(1, kernel)]
            yield f"conv2d {kernel} x {kernel} with strides of 2 on {parity} sides", shape, [
                conv(2, 1, "tanh"), conv(3, kernel, strides=2), FLATTEN, dense(values)]
    yield "conv2d with more channels than a tile", [4, 5, 1], [conv(11, 3, "tanh"), conv(9, 3), conv(1, 3)]
    for activation in ACTIVATIONS:
        yield f"conv2d with {activation}", [4, 5, 1], [conv(5, 3, activation), conv(1, 3)]
        yield f"dense with {activation}", [11], [dense(9, activation), dense(11)]
        yield f"activation {activation}", [4, 5, 1], [
            conv(5, 3), {"kind": "activation", "activation": activation}, conv(1, 3)]
    for kind in ("max-pool", "average-pool"):
        for size in (2, 3):
            for parity, shape in sides.items():
                yield f"{kind} {size} x {size} on {parity} sides", shape, [
                    conv(3, 3, "tanh"), sized(kind, size), FLATTEN, dense(shape[0] * shape[1])]
    for size in (2, 3):
        yield f"upsample {size} x {size}", [6, 6, 1], [
            conv(3, 3, "tanh"), sized("max-pool", size), conv(4, 3, "tanh"), sized("upsample", size), conv(1, 3)]
        yield f"upsample {size} x {size} before a pool", [4, 4, 1], [
            conv(3, 3, "tanh"), sized("upsample", size), sized("average-pool", size), conv(1, 5)]
    yield "batch-norm after a convolution", [5, 4, 1], [conv(5, 3, "tanh"), norm(), conv(1, 3)]
    yield "batch-norm with settings of its own", [5, 4, 1], [conv(5, 3, "tanh"), norm(0.8, 0.05), conv(1, 3)]
    yield "batch-norm after a dense layer", [12], [dense(6, "tanh"), norm(0.9), dense(12)]
    yield "batch-norm as the first layer", [5, 4, 1], [norm(), conv(3, 3, "tanh"), conv(1, 3)]
    yield "batch-norm as the last layer", [5, 4, 1], [conv(1, 3, "tanh"), norm(0.5)]
    yield "flatten and reshape", [24], [
        dense(30, "tanh"), {"kind": "reshape", "shape": [5, 3, 2]}, conv(4, 3, "tanh"),
        {"kind": "reshape", "shape": [6, 5, 2]}, conv(1, 3), FLATTEN, dense(24)]
    yield "dropout", [4, 4, 1], [conv(3, 3, "tanh"), {"kind": "dropout", "rate": 0.4}, conv(1, 3)]


def loss_cases():
    """Cross-entropy with a sigmoid at the end, in each kind of layer, behind a reshape, and without one."""
    pixel = {"kind": "activation", "activation": "sigmoid"}
    yield "after a convolution", [4, 5, 1], [conv(3, 3, "relu"), conv(1, 3, "sigmoid")]
    yield "after a dense layer", [11], [dense(5, "relu"), dense(11, "sigmoid")]
    yield "after an activation and a reshape", [4, 5, 1], [conv(1, 3), pixel, {"kind": "reshape", "shape": [20]}]
    yield "without a sigmoid before it", [4, 4, 1], [conv(1, 3, "sigmoid"), sized("average-pool", 2),
                                                    sized("upsample", 2)]


OPTIMIZERS = {
    "adadelta": [{"learningRate": 1, "decay": 0.95, "epsilon": 1e-7}, {"learningRate": 0.5, "decay": 0.8, "epsilon": 1e-4}],
    "adam": [{"learningRate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7},
             {"learningRate": 0.01, "beta1": 0.7, "beta2": 0.95, "epsilon": 1e-3}],
    "sgd": [{"learningRate": 0.01, "momentum": 0}, {"learningRate": 0.1, "momentum": 0.9}],
    "rmsprop": [{"learningRate": 0.001, "decay": 0.9, "epsilon": 1e-7},
                {"learningRate": 0.01, "decay": 0.6, "epsilon": 1e-3}],
}


def all_cases():
    for name, shape, layers in layer_cases():
        yield {"name": name, "input": shape, "layers": layers, "loss": "mean-squared-error"}
    for name, shape, layers in loss_cases():
        yield {"name": f"cross-entropy {name}", "input": shape, "layers": layers, "loss": "binary-crossentropy"}
    every = [conv(5, 3, "tanh"), sized("max-pool", 2), norm(), FLATTEN, dense(7, "tanh"), dense(20, "sigmoid")]
    for name, choices in OPTIMIZERS.items():
        for settings, which in zip(choices, ("its usual settings", "settings of its own")):
            yield {"name": f"five steps of {name} with {which}", "input": [4, 5, 1], "layers": every,
                   "loss": "binary-crossentropy", "optimizer": {"name": name, **settings}}


cases, values = [], []
for number, case in enumerate(all_cases()):
    found = run_case(number, case)
    cases.append({**case, "values": len(found)})
    values.append(found)
np.save(here / "values.npy", np.concatenate(values).astype("<f4"))
text = ",\n".join(json.dumps(case) for case in cases)
(here / "cases.json").write_text(f"[\n{text}\n]\n")
print(len(cases), "cases,", sum(map(len, values)), "values")
