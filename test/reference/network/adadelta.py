"""Five steps of Adadelta on both presets in float64, written from the papers and Keras 2's rules, for test/numerics/network/adadelta.test.ts.

    python test/reference/network/adadelta.py

Writes, beside itself, images.npy (float32), and for each network start-*.npy (float32, all tensors in the layers' order), end-*.npy
(float64, likewise, moving statistics included) and losses.json (the loss before each step).
"""

import json
from pathlib import Path

import numpy as np

here = Path(__file__).parent
rng = np.random.default_rng(5)
SIDE, COUNT, STEPS = 16, 6, 5
RHO, EPSILON, MOMENTUM, NORM_EPSILON, CLIP = 0.95, 1e-7, 0.99, 1e-3, 1e-7


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class Conv:
    trains = 2

    def __init__(self, inputs, outputs, activation):
        limit = np.sqrt(6 / (9 * (inputs + outputs)))
        self.tensors = [rng.uniform(-limit, limit, (3, 3, inputs, outputs)), rng.uniform(-0.1, 0.1, outputs)]
        self.activation = activation

    def windows(self, x):
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        return np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))  # n, h, w, c, 3, 3

    def forward(self, x):
        self.seen = self.windows(x)
        z = np.einsum("nhwcij,ijco->nhwo", self.seen, self.tensors[0]) + self.tensors[1]
        self.y = np.maximum(z, 0) if self.activation == "relu" else sigmoid(z)
        return self.y

    def backward(self, dy, is_logit):
        if not is_logit:
            dy = dy * ((self.y > 0) if self.activation == "relu" else self.y * (1 - self.y))
        self.gradients = [np.einsum("nhwcij,nhwo->ijco", self.seen, dy), dy.sum((0, 1, 2))]
        return np.einsum("nhwoij,ijco->nhwc", self.windows(dy), self.tensors[0][::-1, ::-1])


class Dense:
    trains = 2

    def __init__(self, inputs, outputs, activation):
        limit = np.sqrt(6 / (inputs + outputs))
        self.tensors = [rng.uniform(-limit, limit, (inputs, outputs)), rng.uniform(-0.1, 0.1, outputs)]
        self.activation = activation

    def forward(self, x):
        self.x = x
        z = x @ self.tensors[0] + self.tensors[1]
        self.y = np.maximum(z, 0) if self.activation == "relu" else sigmoid(z)
        return self.y

    def backward(self, dy, is_logit):
        if not is_logit:
            dy = dy * ((self.y > 0) if self.activation == "relu" else self.y * (1 - self.y))
        self.gradients = [self.x.T @ dy, dy.sum(0)]
        return dy @ self.tensors[0].T


class MaxPool:
    tensors = []

    def forward(self, x):
        n, h, w, c = x.shape
        blocks = x.reshape(n, h // 2, 2, w // 2, 2, c).transpose(0, 1, 3, 5, 2, 4).reshape(n, h // 2, w // 2, c, 4)
        self.first = blocks.argmax(-1)  # the first maximum, row by row
        self.shape = x.shape
        return blocks.max(-1)

    def backward(self, dy, is_logit):
        n, h, w, c = self.shape
        blocks = (np.arange(4) == self.first[..., None]) * dy[..., None]
        return blocks.reshape(n, h // 2, w // 2, c, 2, 2).transpose(0, 1, 4, 2, 5, 3).reshape(self.shape)


class Upsample:
    tensors = []

    def forward(self, x):
        return x.repeat(2, 1).repeat(2, 2)

    def backward(self, dy, is_logit):
        n, h, w, c = dy.shape
        return dy.reshape(n, h // 2, 2, w // 2, 2, c).sum((2, 4))


class BatchNorm:
    trains = 2

    def __init__(self, channels):
        self.tensors = [
            rng.uniform(0.8, 1.2, channels),
            rng.uniform(-0.1, 0.1, channels),
            rng.uniform(-0.1, 0.1, channels),
            rng.uniform(0.5, 1.5, channels),
        ]

    def forward(self, x):
        gamma, beta, moving_mean, moving_variance = self.tensors
        axes = tuple(range(x.ndim - 1))
        n = x.size // x.shape[-1]
        mean, variance = x.mean(axes), x.var(axes)
        self.inverse = 1 / np.sqrt(variance + NORM_EPSILON)
        self.normal = (x - mean) * self.inverse
        self.tensors[2] = moving_mean * MOMENTUM + mean * (1 - MOMENTUM)
        unbiased = variance * n / (n - (1 + NORM_EPSILON))
        self.tensors[3] = moving_variance * MOMENTUM + unbiased * (1 - MOMENTUM)
        return gamma * self.normal + beta

    def backward(self, dy, is_logit):
        axes = tuple(range(dy.ndim - 1))
        self.gradients = [(dy * self.normal).sum(axes), dy.sum(axes)]
        d = dy * self.tensors[0]
        return self.inverse * (d - d.mean(axes) - self.normal * (d * self.normal).mean(axes))


def start(layers):
    """Rounds the weights to float32, so that both sides start from the same numbers."""
    for layer in layers:
        layer.tensors = [tensor.astype(np.float32).astype(np.float64) for tensor in layer.tensors]
    return np.concatenate([tensor.ravel() for layer in layers for tensor in layer.tensors])


def step(layers, images, state):
    x = images
    for layer in layers:
        x = layer.forward(x)
    p = np.clip(x, CLIP, 1 - CLIP)
    loss = -(images * np.log(p) + (1 - images) * np.log(1 - p)).mean()
    dy = (x - images) / images.size
    for layer in reversed(layers):
        dy = layer.backward(dy, layer is layers[-1])
    for layer in layers:
        for i in range(layer.trains if layer.tensors else 0):
            a, d = state.setdefault((id(layer), i), [0.0, 0.0])
            g = layer.gradients[i]
            a = RHO * a + (1 - RHO) * g**2
            u = g * np.sqrt(d + EPSILON) / np.sqrt(a + EPSILON)
            layer.tensors[i] = layer.tensors[i] - u
            state[id(layer), i] = [a, RHO * d + (1 - RHO) * u**2]
    return loss


networks = {
    "cnn": [
        *(Conv(1, 16, "relu"), MaxPool(), Conv(16, 8, "relu"), MaxPool(), Conv(8, 4, "relu"), MaxPool(), BatchNorm(4)),
        *(Conv(4, 4, "relu"), Upsample(), Conv(4, 8, "relu"), Upsample(), Conv(8, 16, "relu"), Upsample()),
        *(Conv(16, 16, "sigmoid"), Conv(16, 1, "sigmoid")),
    ],
    "dense": [
        *(Dense(256, 32, "relu"), Dense(32, 16, "relu"), Dense(16, 8, "relu"), BatchNorm(8)),
        *(Dense(8, 16, "relu"), Dense(16, 32, "relu"), Dense(32, 256, "sigmoid")),
    ],
}
y, x = np.mgrid[0:SIDE, 0:SIDE]
centres, widths = rng.uniform(5, 11, (COUNT, 2)), rng.uniform(1, 4, COUNT)
images = np.stack([np.exp(-((x - c[0]) ** 2 + (y - c[1]) ** 2) / (2 * w * w)) for c, w in zip(centres, widths)])
images = (0.9 * images + 0.1 * rng.uniform(size=images.shape)).astype(np.float32)
np.save(here / "images.npy", images)
losses = {}
for name, layers in networks.items():
    np.save(here / f"start-{name}.npy", start(layers).astype(np.float32))
    shaped = images.astype(np.float64).reshape((COUNT, SIDE, SIDE, 1) if name == "cnn" else (COUNT, -1))
    state = {}
    losses[name] = [step(layers, shaped, state) for _ in range(STEPS)]
    np.save(here / f"end-{name}.npy", np.concatenate([t.ravel() for layer in layers for t in layer.tensors]))
(here / "losses.json").write_text(json.dumps(losses, indent=1) + "\n")
