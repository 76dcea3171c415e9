// The published networks in tfjs-node, as its users write them: autoencoder-tfjs.mjs JOB IMAGES BATCH REPEATS FOLDER, where FOLDER
// holds @tensorflow/tfjs-node. Prints one line of JSON, {library, seconds: of each pass after a first that does not count}.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import util from 'node:util';

util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
process.env.TF_CPP_MIN_LOG_LEVEL = '3';

const [job, folder] = [process.argv[2], process.argv[6]];
const [images, batchSize, repeats] = process.argv.slice(3, 6).map(Number);
const tf = createRequire(join(folder, 'package.json'))('@tensorflow/tfjs-node');

const chain = (input, layers) => layers.reduce((x, layer) => layer.apply(x), input);

function cnn() {
  const convolution = (filters, activation) =>
    tf.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation });
  const halve = () => tf.layers.maxPooling2d({ poolSize: 2, padding: 'same' });
  const double = () => tf.layers.upSampling2d({ size: [2, 2] });
  const image = tf.input({ shape: [128, 128, 1] });
  const down = [16, 8, 4].flatMap((filters) => [convolution(filters, 'relu'), halve()]);
  const latents = chain(image, [...down, tf.layers.batchNormalization()]);
  const up = [4, 8, 16].flatMap((filters) => [convolution(filters, 'relu'), double()]);
  const made = chain(latents, [...up, convolution(16, 'sigmoid'), convolution(1, 'sigmoid')]);
  return [latents, made].map((outputs) => tf.model({ inputs: image, outputs }));
}

function dense() {
  const layer = (units, activation = 'relu') => tf.layers.dense({ units, activation });
  const image = tf.input({ shape: [16384] });
  const latents = chain(image, [layer(2048), layer(512), layer(128), tf.layers.batchNormalization()]);
  return tf.model({
    inputs: image,
    outputs: chain(latents, [layer(512), layer(2048), layer(16384, 'sigmoid')]),
  });
}

async function passes(one) {
  const seconds = [];
  for (let i = 0; i <= repeats; i++) {
    const startMs = performance.now();
    await one();
    seconds.push((performance.now() - startMs) / 1000);
  }
  return seconds.slice(1);
}

function trained(model, pixels) {
  model.compile({ optimizer: tf.train.adadelta(1, 0.95, 1e-7), loss: 'binaryCrossentropy' });
  return passes(() => model.fit(pixels, pixels, { batchSize, epochs: 1, verbose: 0 }));
}

function encoded(model, pixels) {
  return passes(() => {
    const latents = model.predict(pixels, { batchSize });
    latents.dataSync();
    latents.dispose();
  });
}

const pixels = tf.randomUniform([images, 128, 128, 1], 0, 1, 'float32', 1);
const seconds =
  job === 'cnn-train'
    ? await trained(cnn()[1], pixels)
    : job === 'cnn-encode'
      ? await encoded(cnn()[0], pixels)
      : await trained(dense(), pixels.reshape([images, 16384]));
const library = `tfjs-node ${tf.version['tfjs-node']}, TensorFlow ${tf.backend().binding.TF_Version}`;
process.stdout.write(`${JSON.stringify({ library, seconds })}\n`);
