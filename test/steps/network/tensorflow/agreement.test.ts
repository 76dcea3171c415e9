import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readNpy } from '../../../../src/formats/npy.js';
import { generator } from '../../../../src/numerics/generator.js';
import type { Architecture, LayerSpec, Weights } from '../../../../src/numerics/network/architecture.js';
import { defaultOptimizers, type Optimizer } from '../../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../../src/numerics/network/image-rows.js';
import { inferenceBatches } from '../../../../src/numerics/network/inference.js';
import { networkOf, valuesIn } from '../../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../../src/numerics/network/presets.js';
import { train, type TrainingOptions, type TrainingOutcome } from '../../../../src/numerics/network/train.js';
import { initialWeights } from '../../../../src/numerics/network/weights.js';
import { tensorflowBatches } from '../../../../src/steps/network/tensorflow/infer.js';
import { trainByTensorflow } from '../../../../src/steps/network/tensorflow/train.js';
import { isPresent, surveyFolder } from '../../../support/repository.js';
import { onTensorflow, tensorflow } from '../../../support/tensorflow.js';

const usual: TrainingOptions = {
  epochs: 1,
  batchSize: 8,
  loss: 'binary-crossentropy',
  optimizer: defaultOptimizers.adadelta,
  seed: 3,
};

/** Smooth images in [0, 1] with some noise. */
function images(count: number, side: number): Float32Array {
  const random = generator(7, 'agreement');
  return Float32Array.from({ length: count * side * side }, (_, i) => {
    const [y, x] = [Math.floor(i / side) % side, i % side];
    const wave = ((x * 3 + y * 5 + Math.floor(i / (side * side)) * 7) % side) / side;
    return 0.8 * wave + 0.2 * random.uniform();
  });
}

type Done = Extract<TrainingOutcome, { state: 'done' }>;

function done(outcome: TrainingOutcome): Done {
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome;
}

/** Both engines from the same start, over the same batches. */
async function both(
  architecture: Architecture,
  pixels: Float32Array,
  options: Partial<TrainingOptions>,
  validation?: Float32Array,
): Promise<{ ours: Done; theirs: Done }> {
  const rows = (values: Float32Array) => imagesInMemory(values, valuesIn(architecture.input));
  const all = { ...usual, ...options };
  const parts = [rows(pixels), validation === undefined ? undefined : rows(validation)] as const;
  return {
    ours: done(await train(architecture, ...parts, all)),
    theirs: done(await trainByTensorflow(tensorflow(), architecture, ...parts, all)),
  };
}

/** Asserts that every weight moved alike: the difference is at most `tolerance` of the tensor's largest value, or of 1 below that. */
function assertAgree(ours: Weights, theirs: Weights, tolerance: number, about: string): void {
  assert.equal(Object.keys(theirs), Object.keys(ours));
  for (const [key, values] of Object.entries(ours)) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const worst = values.reduce((most, v, i) => Math.max(most, Math.abs(v - theirs[key]![i]!)), 0);
    assert.ok(worst <= tolerance * scale, `${about}, ${key}: differs by ${worst} of ${scale}`);
  }
}

const optimizers: readonly Optimizer[] = [
  defaultOptimizers.adadelta,
  defaultOptimizers.adam,
  { name: 'sgd', learningRate: 0.1, momentum: 0.9 },
  defaultOptimizers.rmsprop,
];

const conv = (filters: number, kernel: 1 | 3 | 5, rest: Partial<LayerSpec> = {}): LayerSpec =>
  ({ kind: 'conv2d', filters, kernel, ...rest }) as LayerSpec;

/** Layers before the last, by what is tried; the images are 12 x 12 and every network ends with a convolution to one channel. */
const tried: Readonly<Record<string, readonly LayerSpec[]>> = {
  'kernels of 1, 3 and 5': [
    conv(3, 1, { activation: 'tanh' }),
    conv(4, 3),
    conv(2, 5, { activation: 'elu' }),
  ],
  'strides of 2 undone by upsampling': [conv(4, 3, { strides: 2, activation: 'relu' }), { kind: 'upsample' }],
  'kernels of 1 with strides of 2': [
    conv(3, 3, { activation: 'relu' }),
    conv(4, 1, { strides: 2 }),
    { kind: 'max-pool' },
    conv(3, 1, { strides: 2, activation: 'tanh' }),
    { kind: 'upsample', size: 6 },
  ],
  'a max-pool': [conv(4, 3, { activation: 'relu' }), { kind: 'max-pool' }, { kind: 'upsample' }],
  'a max-pool over the border': [conv(3, 3), { kind: 'max-pool', size: 5 }, { kind: 'upsample', size: 4 }],
  'an average-pool': [conv(4, 3), { kind: 'average-pool', size: 3 }, { kind: 'upsample', size: 3 }],
  'a batch norm': [conv(4, 3), { kind: 'batch-norm' }, { kind: 'activation', activation: 'leaky-relu' }],
  dropout: [conv(4, 3), { kind: 'dropout', rate: 0.3 }],
  'dense layers': [
    { kind: 'flatten' },
    { kind: 'dense', units: 10, activation: 'relu' },
    { kind: 'batch-norm', momentum: 0.9 },
    { kind: 'dense', units: 144 },
    { kind: 'reshape', shape: [12, 12, 1] },
  ],
};

const ending = (activation: 'sigmoid' | 'linear'): LayerSpec => conv(1, 3, { activation });

for (const [name, layers] of Object.entries(tried)) {
  onTensorflow(`one step through ${name} moves the weights as our own engine does`, async () => {
    const architecture: Architecture = { input: [12, 12, 1], layers: [...layers, ending('sigmoid')] };
    const { ours, theirs } = await both(architecture, images(8, 12), {});
    assertAgree(ours.weights, theirs.weights, 1e-4, name);
    assert.ok(Math.abs(theirs.history[0]!.loss / ours.history[0]!.loss - 1) < 1e-5);
  });
}

// TensorFlow's own gradient of such a kernel ends the process, but for sizes that hide it.
onTensorflow(
  'many steps through a kernel of 1 with strides of 2 keep TensorFlow alive and right',
  async () => {
    const layers = [conv(2, 3), conv(4, 1, { strides: 2 }), { kind: 'upsample' } as const, ending('sigmoid')];
    const architecture: Architecture = { input: [20, 20, 1], layers };
    const { ours, theirs } = await both(architecture, images(48, 20), { epochs: 5, batchSize: 7 });
    assertAgree(ours.weights, theirs.weights, 1e-4, 'a strided kernel of 1');
  },
);

// Nothing linear comes before the batch norm: the gradient of a bias there is zero but for rounding, and Adam makes a step of it.
const small: Architecture = {
  input: [12, 12, 1],
  layers: [
    conv(4, 3, { activation: 'leaky-relu' }),
    { kind: 'batch-norm' },
    { kind: 'max-pool' },
    { kind: 'upsample' },
    ending('sigmoid'),
  ],
};

for (const optimizer of optimizers) {
  onTensorflow(
    `${optimizer.name} takes the same steps in both engines, a smaller last batch too`,
    async () => {
      const { ours, theirs } = await both(small, images(11, 12), { optimizer });
      assertAgree(ours.weights, theirs.weights, 1e-4, optimizer.name);
    },
  );
}

onTensorflow('a squared error, and a cross-entropy without a sigmoid, have the same gradients', async () => {
  const squared = await both(small, images(8, 12), { loss: 'mean-squared-error', optimizer: optimizers[2]! });
  assertAgree(squared.ours.weights, squared.theirs.weights, 1e-4, 'mean-squared-error');
  const linear = { input: [144], layers: [{ kind: 'dense', units: 144 }] } as const;
  const weights = {
    ...initialWeights(networkOf(linear), 0),
    'dense_1/bias': new Float32Array(144).fill(0.5),
  };
  const clipped = await both(linear, images(8, 12), { weights, optimizer: optimizers[2]! });
  assertAgree(clipped.ours.weights, clipped.theirs.weights, 1e-4, 'clipped cross-entropy');
});

onTensorflow('latents and losses of each image are those of our own engine', async () => {
  const weights = initialWeights(networkOf(small), 1);
  const rows = imagesInMemory(images(37, 12), 144);
  const options = { to: 1, loss: 'binary-crossentropy' } as const;
  const [ours, theirs] = [[] as number[], [] as number[]];
  for await (const { outputs } of inferenceBatches(small, weights, rows, { to: 1 })) ours.push(...outputs);
  for await (const { outputs } of tensorflowBatches(tensorflow(), small, weights, rows, { to: 1 })) {
    theirs.push(...outputs);
  }
  assert.is(theirs.length, 37 * 144 * 4);
  ours.forEach((value, i) => assert.ok(Math.abs(value - theirs[i]!) < 1e-5));
  const losses = { ours: [] as number[], theirs: [] as number[] };
  const { loss } = options;
  for await (const batch of inferenceBatches(small, weights, rows, { loss }))
    losses.ours.push(...batch.losses);
  for await (const batch of tensorflowBatches(tensorflow(), small, weights, rows, { loss })) {
    losses.theirs.push(...batch.losses);
  }
  assert.is(losses.theirs.length, 37);
  losses.ours.forEach((value, i) => assert.ok(Math.abs(value - losses.theirs[i]!) < 1e-5));
});

function assertLossesAgree(ours: Done, theirs: Done): void {
  assert.is(theirs.history.length, ours.history.length);
  for (const [i, { loss, validationLoss }] of ours.history.entries()) {
    const other = theirs.history[i]!;
    assert.ok(Math.abs(other.loss / loss - 1) < 1e-3, `epoch ${i + 1}: ${loss}, ${other.loss}`);
    assert.ok(Math.abs(other.validationLoss! / validationLoss! - 1) < 1e-3);
  }
}

onTensorflow('losses of three epochs agree to a thousandth', async () => {
  const pixels = images(40, 16);
  const [part, rest] = [pixels.subarray(0, 32 * 256), pixels.subarray(32 * 256)];
  for (const name of ['cnn', 'dense'] as const) {
    const architecture = presetArchitecture(name, 16, 16);
    const { ours, theirs } = await both(architecture, part, { epochs: 3 }, rest);
    assertLossesAgree(ours, theirs);
  }
});

onTensorflow('schedules and early stopping act alike in both engines', async () => {
  const schedule = { name: 'step', warmUp: 1, every: 1, factor: 0.5 } as const;
  const earlyStopping = { patience: 1, minDelta: 10, restoreBest: true };
  const { ours, theirs } = await both(small, images(16, 12), { epochs: 5, schedule, earlyStopping });
  assertAgree(ours.weights, theirs.weights, 1e-4, 'the first epoch');
  // Nothing improves by 10, so the second epoch is the last and the first is kept.
  assert.equal([theirs.history.length, theirs.epoch, theirs.hasStoppedEarly], [2, 1, true]);
  const rates = ({ history }: Done) => history.map(({ learningRate }) => learningRate);
  assert.equal(rates(theirs), rates(ours));
});

onTensorflow('no tensor is left behind by training or inference, however long they go on', async () => {
  const tf = tensorflow();
  const rows = imagesInMemory(images(12, 12), 144);
  const architecture = { ...small, layers: [...tried['dropout']!, ...small.layers] };
  const before = tf.memory().numTensors;
  const counts: number[] = [];
  const onBatch = (): boolean => counts.push(tf.memory().numTensors) > 0;
  for (const optimizer of optimizers) {
    await trainByTensorflow(tf, architecture, rows, rows, { ...usual, epochs: 3, optimizer, onBatch });
    assert.is(tf.memory().numTensors, before);
  }
  assert.ok(counts[0]! > before);
  assert.equal(new Set(counts).size, 1, String(counts));
  const weights = initialWeights(networkOf(small), 0);
  for await (const { count } of tensorflowBatches(tf, small, weights, rows, { batchSize: 5 })) {
    if (count < 5) break;
  }
  assert.is(tf.memory().numTensors, before);
  const stop = { ...usual, onBatch: (done: number) => done < 1 };
  assert.is((await trainByTensorflow(tf, small, rows, undefined, stop)).state, 'cancelled');
  assert.is(tf.memory().numTensors, before);
});

onTensorflow('a loss that is not finite ends the training as it does in our own engine', async () => {
  const broken = images(16, 12);
  broken[300] = NaN;
  const outcome = await trainByTensorflow(tensorflow(), small, imagesInMemory(broken, 144), undefined, usual);
  assert.equal(outcome, { state: 'diverged', epoch: 1, loss: NaN });
});

const onSurvey = isPresent(surveyFolder, 'both engines on the real images')
  ? onTensorflow
  : test.skip.bind(test);

onSurvey('on the 48 real images the losses of three epochs agree to a thousandth', async () => {
  const resized = await readNpy(join(surveyFolder, 'oracle_resized_128_float64.npy'));
  if (!resized.ok) throw new Error(JSON.stringify(resized.failure));
  const pixels = new Float32Array(48 * 16384);
  for (let start = 0; start < pixels.length; start += 16384) {
    const image = Float64Array.from(resized.value.values.subarray(start, start + 16384));
    const low = image.reduce((a, b) => Math.min(a, b));
    const high = image.reduce((a, b) => Math.max(a, b));
    image.forEach((value, i) => (pixels[start + i] = (value - low) / (high - low)));
  }
  const [part, rest] = [pixels.subarray(0, 40 * 16384), pixels.subarray(40 * 16384)];
  const { ours, theirs } = await both(presetArchitecture('cnn'), part, { epochs: 3, batchSize: 16 }, rest);
  assertLossesAgree(ours, theirs);
});

test.run();
