"""The published networks in Keras, layer for layer, for the benchmarks: import it once Keras's backend is chosen."""
import keras

layers = keras.layers


def cnn():
    """The convolutional autoencoder, and its encoder up to the batch norm."""

    def convolution(filters, activation):
        return layers.Conv2D(filters, 3, padding='same', activation=activation)

    image = x = keras.Input((128, 128, 1))
    for filters in (16, 8, 4):
        x = layers.MaxPooling2D(2, padding='same')(convolution(filters, 'relu')(x))
    latents = x = layers.BatchNormalization()(x)
    for filters in (4, 8, 16):
        x = layers.UpSampling2D(2)(convolution(filters, 'relu')(x))
    for filters in (16, 1):
        x = convolution(filters, 'sigmoid')(x)
    return keras.Model(image, x), keras.Model(image, latents)


def dense():
    """The dense autoencoder."""
    image = x = keras.Input((16384,))
    for units in (2048, 512, 128):
        x = layers.Dense(units, activation='relu')(x)
    x = layers.BatchNormalization()(x)
    for units in (512, 2048):
        x = layers.Dense(units, activation='relu')(x)
    return keras.Model(image, layers.Dense(16384, activation='sigmoid')(x))
