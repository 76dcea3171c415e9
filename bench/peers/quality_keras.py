"""The published convolutional network trained by Keras 3: quality_keras.py IMAGES SPLIT EPOCHS BATCH SEED [START ORDERS].

Starts from and shuffles by what Keras draws from SEED; or from the weights in START (.h5), with the training images in the
order that the JSON in ORDERS gives for each epoch. Prints one line of JSON, {"library", "loss", "val_loss": of each epoch}.
Ends with 3 when Keras or TensorFlow is not installed.
"""
import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
try:
    import numpy as np
    import tensorflow as tf
    import keras
    from keras_networks import cnn
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)


def fit(model, train, validation, **options):
    parts = {'x': train, 'y': train, 'validation_data': (validation, validation)}
    return model.fit(**parts, batch_size=batch, verbose=0, **options).history


images, split, (epochs, batch, seed) = sys.argv[1], sys.argv[2], map(int, sys.argv[3:6])
pixels = np.load(images)[..., np.newaxis]
with open(split) as file:
    rows = json.load(file)
train, validation = pixels[rows['train']], pixels[rows['validation']]

keras.utils.set_random_seed(seed)
model, _ = cnn()
model.compile(optimizer=keras.optimizers.Adadelta(learning_rate=1.0), loss='binary_crossentropy')
if len(sys.argv) == 6:
    history = fit(model, train, validation, epochs=epochs)
else:
    start, orders = sys.argv[6:]
    model.load_weights(start)
    history = {'loss': [], 'val_loss': []}
    with open(orders) as file:
        for order in json.load(file)[:epochs]:
            for name, values in fit(model, train[order], validation, shuffle=False).items():
                history[name] += values
library = f'Keras {keras.__version__}, TensorFlow {tf.__version__}'
print(json.dumps({'library': library, 'loss': history['loss'], 'val_loss': history['val_loss']}))
