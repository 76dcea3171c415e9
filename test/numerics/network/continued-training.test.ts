import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import type { Architecture, LayerSpec } from '../../../src/numerics/network/architecture.js';
import { defaultOptimizers } from '../../../src/numerics/network/engine/optimizer.js';
import { imagesInMemory } from '../../../src/numerics/network/image-rows.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { train, type TrainedNetwork, type TrainingOptions } from '../../../src/numerics/network/train.js';
import { KeptCheckpoints } from '../../support/kept-checkpoints.js';

const random = generator(4, 'continued');
const pixels = new Float32Array(21 * 256).map((_, i) => (i % 16 < 8 ? 0.1 : 0.6) + 0.3 * random.uniform());
const images = imagesInMemory(pixels, 256);
const validation = imagesInMemory(pixels.subarray(0, 5 * 256), 256);

const usual: TrainingOptions = {
  epochs: 3,
  batchSize: 8,
  loss: 'binary-crossentropy',
  optimizer: defaultOptimizers.adadelta,
  seed: 3,
};

async function trained(
  architecture: Architecture,
  options: Partial<TrainingOptions> = {},
): Promise<TrainedNetwork> {
  const outcome = await train(architecture, images, validation, { ...usual, ...options });
  if (outcome.state !== 'done') throw new Error(outcome.state);
  return outcome;
}

/** Of weights, history and what else is told. */
function digest({ weights, ...rest }: TrainedNetwork): string {
  const hash = createHash('sha256').update(JSON.stringify(rest));
  for (const [key, values] of Object.entries(weights)) hash.update(key).update(values);
  return hash.digest('hex');
}

const cnn = presetArchitecture('cnn', 16, 16);
const dropping: readonly LayerSpec[] = [
  { kind: 'conv2d', filters: 4, kernel: 3, strides: 2, activation: 'elu' },
  { kind: 'batch-norm' },
  { kind: 'dropout', rate: 0.3 },
  { kind: 'flatten' },
  { kind: 'dense', units: 20, activation: 'relu', latent: true },
  { kind: 'batch-norm' },
  { kind: 'dense', units: 256, activation: 'sigmoid' },
];

const cases: readonly (readonly [string, Architecture, Partial<TrainingOptions>])[] = [
  ['the cnn', cnn, {}],
  [
    'the dense network with momentum',
    presetArchitecture('dense', 16, 16),
    {
      optimizer: { name: 'sgd', learningRate: 0.1, momentum: 0.9 },
    },
  ],
  [
    'dropout, batch norms and adam',
    { input: [16, 16, 1], layers: dropping },
    { optimizer: defaultOptimizers.adam },
  ],
  [
    'a schedule that looks at the losses, and early stopping',
    cnn,
    {
      epochs: 5,
      optimizer: { name: 'rmsprop', learningRate: 0.3, decay: 0.9, epsilon: 1e-7 },
      schedule: { name: 'reduce-on-plateau', factor: 0.5, patience: 1, minDelta: 0, minimum: 0, warmUp: 0.5 },
      earlyStopping: { patience: 2, minDelta: 0.02, restoreBest: true },
    },
  ],
];

for (const [name, architecture, options] of cases) {
  test(`a training that is stopped after any batch and continued ends with the same bytes: ${name}`, async () => {
    const unbroken = await trained(architecture, options);
    const kept = new KeptCheckpoints();
    assert.is(digest(await trained(architecture, { ...options, checkpoints: kept })), digest(unbroken));
    assert.ok(kept.states.size >= 9, `${kept.states.size} states`);
    for (const position of kept.states.keys()) {
      const checkpoints = kept.upTo(position);
      const continued = await trained(architecture, { ...options, checkpoints, threads: 1 + (position % 3) });
      assert.is(checkpoints.restored, position);
      assert.is(digest(continued), digest(unbroken), `from batch ${position}`);
    }
  });
}

test('four epochs continue from two: only the last two are trained, and the result is that of four at once', async () => {
  const checkpoints = new KeptCheckpoints((isBoundary) => isBoundary);
  await trained(cnn, { epochs: 2, checkpoints });
  assert.equal([...checkpoints.states.keys()], [3, 6]);
  const seen: number[] = [];
  const onBatch = (done: number): boolean => seen.push(done) > 0;
  const continued = await trained(cnn, { epochs: 4, checkpoints, onBatch });
  assert.equal(seen, [6, 7, 8, 9, 10, 11]);
  assert.is(digest(continued), digest(await trained(cnn, { epochs: 4 })));
  assert.is(
    digest(await trained(cnn, { epochs: 2 })),
    digest(await trained(cnn, { epochs: 2, checkpoints })),
  );
});

test('a training that continues tells the epochs before again, and where it stands', async () => {
  const checkpoints = new KeptCheckpoints();
  await trained(cnn, { epochs: 2, checkpoints });
  const told: number[] = [];
  const places: (readonly [number, number])[] = [];
  await trained(cnn, {
    checkpoints: checkpoints.upTo(4),
    onEpoch: ({ epoch }) => told.push(epoch),
    onContinue: (epochs, batches) => places.push([epochs, batches]),
  });
  assert.equal(told, [1, 2, 3]);
  assert.equal(places, [[1, 1]]);
});

test('a training that is cancelled keeps where it stands, due or not', async () => {
  const checkpoints = new KeptCheckpoints(() => false);
  const outcome = await train(cnn, images, validation, {
    ...usual,
    checkpoints,
    onBatch: (done) => done < 4,
  });
  assert.equal(outcome, { state: 'cancelled' });
  assert.equal([...checkpoints.states.keys()], [4]);
  assert.is(digest(await trained(cnn, { checkpoints })), digest(await trained(cnn)));
});

test.run();
