"""The published networks in Keras 3 on TensorFlow: autoencoder_keras.py JOB IMAGES BATCH REPEATS THREADS VARIANT.

Prints one line of JSON, {"library", "seconds": of each pass over the images after a first that does not count}.
Ends with 3 when Keras or TensorFlow is not installed. VARIANT is `plain` or `xla`.
"""
import json
import os
import sys
import time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
job, images, batch, repeats, threads, variant = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
try:
    import numpy as np
    import tensorflow as tf
    import keras
    from keras_networks import cnn, dense
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
tf.config.threading.set_intra_op_parallelism_threads(threads)
tf.config.threading.set_inter_op_parallelism_threads(threads)


class Clock(keras.callbacks.Callback):
    """Seconds of each epoch, without what `fit` does before and after."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(time.perf_counter() - self.start)


def trained(model, pixels):
    rule = keras.optimizers.Adadelta(learning_rate=1.0)
    model.compile(optimizer=rule, loss='binary_crossentropy', jit_compile=variant == 'xla')
    clock = Clock()
    model.fit(pixels, pixels, batch_size=batch, epochs=1 + repeats, verbose=0, callbacks=[clock])
    return clock.seconds


def encoded(model, pixels):
    model.compile(jit_compile=variant == 'xla')
    seconds = []
    for _ in range(1 + repeats):
        start = time.perf_counter()
        model.predict(pixels, batch_size=batch, verbose=0)
        seconds.append(time.perf_counter() - start)
    return seconds


pixels = np.random.RandomState(0).rand(images, 128, 128, 1).astype('float32')
if job == 'cnn-train':
    seconds = trained(cnn()[0], pixels)
elif job == 'cnn-encode':
    seconds = encoded(cnn()[1], pixels)
else:
    seconds = trained(dense(), pixels.reshape(images, -1))
library = f'Keras {keras.__version__}, TensorFlow {tf.__version__}'
print(json.dumps({'library': library, 'seconds': seconds[1:]}))
