"""The published networks in PyTorch: autoencoder_torch.py JOB IMAGES BATCH REPEATS THREADS VARIANT.

Prints one line of JSON, {"library", "seconds": of each pass over the images after a first that does not count}.
Ends with 3 when PyTorch is not installed. VARIANT is `plain` or `channels-last`.
"""
import json
import os
import sys
import time

os.environ['CUDA_VISIBLE_DEVICES'] = ''
job, images, batch, repeats, threads, variant = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
try:
    import torch
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
from torch import nn

torch.manual_seed(0)
torch.set_num_threads(threads)


def encoder():
    parts, before = [], 1
    for filters in (16, 8, 4):
        parts += [nn.Conv2d(before, filters, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        before = filters
    return nn.Sequential(*parts, nn.BatchNorm2d(4, eps=1e-3, momentum=0.01))


def cnn():
    parts, before = [encoder()], 4
    for filters in (4, 8, 16):
        parts += [nn.Conv2d(before, filters, 3, padding=1), nn.ReLU(), nn.Upsample(scale_factor=2)]
        before = filters
    for filters in (16, 1):
        parts += [nn.Conv2d(before, filters, 3, padding=1), nn.Sigmoid()]
        before = filters
    return nn.Sequential(*parts)


def dense():
    parts, before = [], 16384
    for units in (2048, 512, 128):
        parts += [nn.Linear(before, units), nn.ReLU()]
        before = units
    parts.append(nn.BatchNorm1d(128, eps=1e-3, momentum=0.01))
    for units in (512, 2048):
        parts += [nn.Linear(before, units), nn.ReLU()]
        before = units
    return nn.Sequential(*parts, nn.Linear(before, 16384), nn.Sigmoid())


def passes(one):
    seconds = []
    for _ in range(1 + repeats):
        start = time.perf_counter()
        one()
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


def trained(model, pixels):
    rule = torch.optim.Adadelta(model.parameters(), lr=1.0, rho=0.95, eps=1e-7)

    def epoch():
        for indices in torch.randperm(images).split(batch):
            part = pixels[indices]
            rule.zero_grad()
            nn.functional.binary_cross_entropy(model(part), part).backward()
            rule.step()

    return passes(epoch)


def encoded(model, pixels):
    model.eval()

    def all_images():
        with torch.inference_mode():
            for part in pixels.split(batch):
                model(part)

    return passes(all_images)


pixels = torch.rand(images, 1, 128, 128)
if job == 'dense-train':
    seconds = trained(dense(), pixels.reshape(images, -1))
else:
    layout = torch.channels_last if variant == 'channels-last' else torch.contiguous_format
    model = (cnn() if job == 'cnn-train' else encoder()).to(memory_format=layout)
    seconds = (trained if job == 'cnn-train' else encoded)(model, pixels.to(memory_format=layout))
print(json.dumps({'library': f'PyTorch {torch.__version__}', 'seconds': seconds}))
