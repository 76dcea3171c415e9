"""The published run, whole, in Python: published.py FOLDER OUT DENSE_EPOCHS CNN_EPOCHS.

What workflows/galaxies.yaml does, as the study did it, with today's libraries: tarballs by tarfile, astropy and scikit-image; the dense and
the convolutional network by Keras; k-means and t-SNE by scikit-learn; figures by matplotlib into OUT. Prints one line of JSON,
{"library", "images", "seconds": {part: seconds}, "loss": last of the convolutional network}. Ends with 3 when a library is missing.
"""
import glob
import json
import os
import sys
import tarfile
import time

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
os.environ['KERAS_BACKEND'] = 'tensorflow'
os.environ['CUDA_VISIBLE_DEVICES'] = ''
try:
    import matplotlib
    import numpy as np
    import tensorflow as tf
    import keras
    from keras_networks import cnn, dense
    import sklearn
    from astropy.io import fits
    from skimage.transform import resize
    from sklearn.cluster import KMeans
    from sklearn.manifold import TSNE
    from sklearn.model_selection import train_test_split
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
matplotlib.use('Agg')
import matplotlib.pyplot as plt

folder, out = sys.argv[1:3]
dense_epochs, cnn_epochs = int(sys.argv[3]), int(sys.argv[4])
os.makedirs(out, exist_ok=True)
seconds = {}
started = time.perf_counter()


def done(part):
    global started
    now = time.perf_counter()
    seconds[part] = seconds.get(part, 0) + now - started
    started = now
    print(f'{part}: {seconds[part]:.1f} s', file=sys.stderr)


def fit(model, epochs, batch, train, validation):
    model.compile(optimizer=keras.optimizers.Adadelta(learning_rate=1.0), loss='binary_crossentropy')
    history = model.fit(train, train, validation_data=(validation, validation), epochs=epochs, batch_size=batch, verbose=0)
    return history.history


def save(figure, name):
    figure.savefig(os.path.join(out, f'{name}.png'), dpi=150)
    figure.savefig(os.path.join(out, f'{name}.svg'))
    plt.close(figure)


def gallery(name, rows):
    figure, axes = plt.subplots(len(rows), len(rows[0]), figsize=(len(rows[0]), len(rows)), squeeze=False)
    for line, images in zip(axes, rows):
        for axis, image in zip(line, images):
            axis.axis('off')
            if image is not None:
                axis.imshow(np.log10(np.maximum(np.squeeze(image), 1e-6)), cmap='gray')
    save(figure, name)


def curves(name, history):
    figure, axis = plt.subplots()
    for part, losses in history.items():
        axis.plot(losses, label=part)
    axis.legend()
    save(figure, name)


def scatter(name, points, colours):
    figure, axis = plt.subplots()
    shown = axis.scatter(points[:, 0], points[:, 1], c=colours, s=3)
    figure.colorbar(shown)
    save(figure, name)


images, zero_flux = [], []
for path in sorted(glob.glob(os.path.join(folder, '*.tar'))):
    with tarfile.open(path) as archive:
        for member in archive.getmembers()[:4]:
            raw = fits.getdata(archive.extractfile(member))
            zero_flux.append(float(np.mean(raw == 0)))
            image = resize(raw, (128, 128))
            low, high = image.min(), image.max()
            images.append(((image - low) / (high - low)).astype('f4'))
images = np.stack(images)[..., np.newaxis]
train, validation, zero_train, _ = train_test_split(images, np.array(zero_flux), test_size=0.2, random_state=0)
done('ingest, statistics, split')
gallery('first-images', [images[:8]])
done('figures')

keras.utils.set_random_seed(0)
flat, flat_validation = train.reshape(len(train), -1), validation.reshape(len(validation), -1)
network = dense()
history = fit(network, dense_epochs, 32, flat, flat_validation)
done('dense network')
restored = network.predict(flat_validation, verbose=0)
done('reconstructions')
curves('dense-loss', history)
gallery('dense-originals-and-reconstructions', [validation[:10], restored[:10].reshape(-1, 128, 128)])
done('figures')

network, encoder = cnn()
history = fit(network, cnn_epochs, 128, train, validation)
done('convolutional network')
restored = network.predict(validation, verbose=0)
done('reconstructions')
latents = encoder.predict(train, verbose=0).reshape(len(train), -1)
latents_validation = encoder.predict(validation, verbose=0).reshape(len(validation), -1)
done('latents')
curves('loss', history)
gallery('originals-and-reconstructions', [validation[:10], restored[:10]])
done('figures')

labels = {}
for k in (3, 6, 7):
    fitted = KMeans(k, n_init=10, random_state=0).fit(latents)
    labels[k] = fitted.labels_
    fitted.predict(latents_validation)
done('k-means')
embedding = TSNE(random_state=0, n_jobs=-1).fit_transform(latents)
done('t-SNE')
scatter('map-by-zero-flux', embedding, zero_train)
for k, of in labels.items():
    scatter(f'two-dimensions-{k}', latents[:, [3, 700]], of)
    scatter(f'map-by-cluster-{k}', embedding, of)
    rows = []
    for cluster in range(k):
        members = list(train[of == cluster][:20]) + [None] * 20
        rows += [members[:10], members[10:20]]
    gallery(f'galleries-{k}', rows)
done('figures')

library = f'Keras {keras.__version__}, TensorFlow {tf.__version__}, scikit-learn {sklearn.__version__}'
print(json.dumps({'library': library, 'images': len(images), 'seconds': seconds, 'loss': history['loss'][-1]}))
