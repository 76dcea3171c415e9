// Loads TensorFlow from a folder, in a process of its own, and lets it compute a little: `node smoke-test.mjs FOLDER`.
// Prints the versions found as one line of JSON; ends with another code than 0 when anything is wrong.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import util from 'node:util';

// Node 23 took these away, and tfjs-node 4.22 still calls them.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const tf = createRequire(resolve(process.argv[2], 'package.json'))('@tensorflow/tfjs-node');

const expect = (what, found, expected) => {
  if (JSON.stringify(Array.from(found)) !== JSON.stringify(expected)) {
    throw new Error(`${what} gives ${Array.from(found).join(', ')}, expected ${expected.join(', ')}`);
  }
};

const square = tf.tensor2d([1, 2, 3, 4], [2, 2]);
expect('a product of matrices', tf.matMul(square, square).dataSync(), [7, 10, 15, 22]);
// Convolution's gradient is what the other backends of tfjs lack.
const image = tf.ones([1, 4, 4, 1]);
const gradient = tf.grad((kernel) => tf.sum(tf.conv2d(image, kernel, 1, 'same')))(tf.ones([3, 3, 1, 1]));
expect('the gradient of a convolution', gradient.dataSync(), [9, 12, 9, 12, 16, 12, 9, 12, 9]);
if (tf.getBackend() !== 'tensorflow') throw new Error(`it computes by ${tf.getBackend()}, not by TensorFlow`);

const versions = { tfjsNode: tf.version['tfjs-node'], tensorflow: tf.backend().binding.TF_Version };
process.stdout.write(`${JSON.stringify(versions)}\n`);
