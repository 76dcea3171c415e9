import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { readCsv } from '../../src/formats/csv.js';
import { readModel } from '../../src/formats/model-file.js';
import { trainAutoencoder } from '../../src/steps/train-autoencoder.js';
import { imageFile, spotImages, splitFile } from '../support/image-files.js';
import { KeptCheckpoints } from '../support/kept-checkpoints.js';
import { runStep, type StepOutcome } from '../support/run-step.js';

const split = splitFile([0, 2, 4, 6, 8, 10, 1, 3], [5, 7, 9, 11]);
const images = await spotImages(12, 16);
const quick = { epochs: 3, batch_size: 4, seed: 5 };

async function trained(
  params: JsonObject = {},
  inputs: Record<string, string> = { images, split },
  checkpoints?: KeptCheckpoints,
) {
  const outcome = await runStep(trainAutoencoder, {
    inputs,
    params: { ...quick, ...params },
    ...(checkpoints === undefined ? {} : { checkpoints }),
  });
  if (!outcome.result.ok) throw new Error(JSON.stringify(outcome.result.failure));
  return outcome;
}

async function failure(params: JsonObject, inputs: Record<string, string> = { images, split }) {
  const { result } = await runStep(trainAutoencoder, { inputs, params: { ...quick, ...params } });
  if (result.ok) throw new Error('it was trained');
  return result.failure as unknown as Record<string, string>;
}

async function model({ path }: StepOutcome) {
  const folder = path('model');
  const read = await readModel(join(folder, 'model.json'), join(folder, 'model.safetensors'));
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

test('training leaves a model, a row of history for each epoch, and the last losses as measures', async () => {
  const outcome = await trained({ architecture: 'cnn' });
  const { architecture, latentLayer, training } = await model(outcome);
  assert.equal([architecture.input, architecture.layers.length, latentLayer], [[16, 16, 1], 15, 6]);
  assert.equal(training, {
    epochs: 3,
    batch_size: 4,
    loss: 'binary-crossentropy',
    optimizer: { name: 'adadelta', learningRate: 1, decay: 0.95, epsilon: 1e-7 },
    seed: 5,
    train_images: 8,
    validation_images: 4,
  });
  const history = await readCsv(outcome.path('history'));
  assert.ok(history.ok);
  assert.equal(history.value.columns, ['epoch', 'loss', 'val_loss']);
  assert.equal([...history.value.numbers('epoch')!], [1, 2, 3]);
  const losses = [...history.value.numbers('loss')!];
  assert.ok(losses[2]! < losses[0]!, String(losses));
  assert.equal(outcome.measures, {
    parameters: 5705,
    loss: losses[2],
    val_loss: history.value.numbers('val_loss')![2],
  });
  assert.equal(
    outcome.metrics.map(({ step, total, unit, values }) => [step, total, unit, values['loss']]),
    losses.map((loss, i) => [i + 1, 3, 'epoch', loss]),
  );
});

test('without a split all images are trained on, and val_loss is empty', async () => {
  const outcome = await trained({ architecture: 'dense', epochs: 1 }, { images });
  const history = await readCsv(outcome.path('history'));
  assert.ok(history.ok);
  assert.is(history.value.rows[0]![2], '');
  assert.equal((await model(outcome)).architecture.input, [256]);
});

test('the files are the same bytes for 1 and 3 threads', async () => {
  const bytes = async (threads: number) => {
    const { result, path } = await runStep(trainAutoencoder, {
      inputs: { images, split },
      params: quick,
      threads,
    });
    assert.ok(result.ok);
    const files = [
      path('history'),
      join(path('model'), 'model.safetensors'),
      join(path('model'), 'model.json'),
    ];
    return files.map((file) => readFileSync(file));
  };
  assert.equal(await bytes(1), await bytes(3));
});

const layers = [
  { kind: 'conv2d', filters: 3, kernel: 3, strides: 2, activation: 'relu' },
  { kind: 'dropout', rate: 0.2 },
  { kind: 'flatten' },
  { kind: 'dense', units: 5, latent: true },
  { kind: 'dense', units: 256, activation: 'sigmoid' },
];

test('a list of layers, another loss and another optimizer are taken', async () => {
  const optimizer = { name: 'adam', learning_rate: 0.01 };
  const outcome = await trained({ architecture: layers, loss: 'mean-squared-error', optimizer });
  const { latentLayer, training } = await model(outcome);
  assert.is(latentLayer, 3);
  assert.equal((training as JsonObject)['optimizer'], {
    name: 'adam',
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  });
});

test('settings of every optimizer reach the training', async () => {
  const settings = [
    ['sgd', { name: 'sgd', learningRate: 0.01, momentum: 0 }],
    [
      { name: 'sgd', momentum: 0.9 },
      { name: 'sgd', learningRate: 0.01, momentum: 0.9 },
    ],
    [
      { name: 'rmsprop', decay: 0.8 },
      { name: 'rmsprop', learningRate: 0.001, decay: 0.8, epsilon: 1e-7 },
    ],
    [
      { name: 'adadelta', learning_rate: 0.5, epsilon: 1e-6 },
      { name: 'adadelta', learningRate: 0.5, decay: 0.95, epsilon: 1e-6 },
    ],
  ] as const;
  for (const [optimizer, expected] of settings) {
    const { training } = await model(await trained({ optimizer, epochs: 1 }));
    assert.equal((training as JsonObject)['optimizer'], expected);
  }
});

test('an unknown layer or a setting of another optimizer does not pass the schema', async () => {
  for (const params of [
    { architecture: [{ kind: 'conv3d', filters: 1, kernel: 3 }] },
    { optimizer: { name: 'sgd', beta_1: 0.9 } },
    { epochs: 0 },
  ]) {
    try {
      await trained(params);
      assert.unreachable();
    } catch (error) {
      assert.match(String(error), /parameters of train-autoencoder/);
    }
  }
});

test('layers that do not fit together, or do not give back the image, are named', async () => {
  const misfit = await failure({ architecture: [layers[0]!, layers[3]!] });
  assert.equal(
    [misfit['reason'], misfit['found']],
    ['unsuitable-parameter', 'in layer dense_1, an input of shape (8, 8, 3)'],
  );
  const short = await failure({ architecture: layers.slice(0, 4) });
  assert.is(short['found'], 'a network that makes (5) of images of 16 x 16');
  const unmarked = await failure({
    architecture: layers.map((layer) => (layer.kind === 'dense' ? { ...layer, latent: false } : layer)),
  });
  assert.is(unmarked['expected'], 'a list with latent: true on one layer');
});

test('a side that the cnn cannot halve three times is refused with what to do', async () => {
  const odd = await failure({ architecture: 'cnn' }, { images: await spotImages(2, 20) });
  assert.match(String(odd['found']), 'images of 20 x 20');
  assert.match(String(odd['remedy']), 'a multiple of 8');
});

test('a rate that is far too high ends as diverged', async () => {
  const found = await failure({
    loss: 'mean-squared-error',
    architecture: [{ kind: 'dense', units: 256, latent: true }],
    optimizer: { name: 'sgd', learning_rate: 1e20 },
  });
  assert.is(found['reason'], 'diverged');
  assert.match(String(found['remedy']), 'learning_rate');
});

test('an image with NaN is named, rather than a divergence', async () => {
  const values = new Float32Array(2 * 64).fill(0.5);
  values[70] = NaN;
  const found = await failure({ architecture: 'dense' }, { images: await imageFile([2, 8, 8], values) });
  assert.equal(
    [found['reason'], found['found']],
    ['unsuitable-input', 'a pixel that is not finite in image 1'],
  );
});

test('float64 images, no images and an empty training part are refused', async () => {
  const wide = await failure({}, { images: await imageFile([1, 8, 8], new Float64Array(64)) });
  assert.match(String(wide['found']), 'float64');
  const none = await failure({}, { images: await imageFile([0, 8, 8], new Float32Array(0)) });
  assert.match(String(none['expected']), 'at least one image');
  const empty = await failure({}, { images, split: splitFile([], [0, 1]) });
  assert.is(empty['found'], 'an empty training part');
});

test('a run that is cancelled stops before its next batch', async () => {
  const { result, metrics } = await runStep(trainAutoencoder, {
    inputs: { images },
    params: quick,
    signal: AbortSignal.abort(),
  });
  assert.equal(result, { ok: false, failure: { reason: 'cancelled' } });
  assert.is(metrics.length, 0);
});

test('a schedule adds its rates to the history, and the model tells how it was trained', async () => {
  const outcome = await trained({ schedule: { name: 'step', every: 1, factor: 0.5 } });
  const history = await readCsv(outcome.path('history'));
  assert.ok(history.ok);
  assert.equal(history.value.columns, ['epoch', 'loss', 'val_loss', 'learning_rate']);
  assert.equal([...history.value.numbers('learning_rate')!], [1, 0.5, 0.25]);
  const { training } = await model(outcome);
  assert.equal((training as JsonObject)['schedule'], { name: 'step', every: 1, factor: 0.5, warmUp: 0 });
});

test('settings of every schedule reach the training, and others do not pass the schema', async () => {
  const settings = [
    ['cosine', { name: 'cosine', final: 0, warmUp: 0 }],
    [
      { name: 'cosine', final: 0.1, warm_up: 0.5 },
      { name: 'cosine', final: 0.1, warmUp: 0.5 },
    ],
    [
      { name: 'exponential', factor: 0.9 },
      { name: 'exponential', factor: 0.9, warmUp: 0 },
    ],
    [
      'reduce-on-plateau',
      { name: 'reduce-on-plateau', factor: 0.1, patience: 10, minDelta: 0.0001, minimum: 0, warmUp: 0 },
    ],
    [
      { name: 'constant', warm_up: 1 },
      { name: 'constant', warmUp: 1 },
    ],
    ['constant', undefined],
  ] as const;
  for (const [schedule, expected] of settings) {
    const { training } = await model(await trained({ schedule, epochs: 1 }));
    assert.equal((training as JsonObject)['schedule'], expected);
  }
  for (const schedule of [
    'step',
    { name: 'step', every: 2 },
    { name: 'cosine', factor: 0.5 },
    { name: 'exponential', factor: 2 },
  ]) {
    try {
      await trained({ schedule });
      assert.unreachable();
    } catch (error) {
      assert.match(String(error), /parameters of train-autoencoder/);
    }
  }
});

test('a training that stops early says so in a note and in the model', async () => {
  const early_stopping = { patience: 1, min_delta: 1000, restore_best: true };
  const outcome = await trained({ early_stopping });
  const history = await readCsv(outcome.path('history'));
  assert.ok(history.ok);
  assert.equal([...history.value.numbers('epoch')!], [1, 2]);
  assert.equal(outcome.notes, [
    {
      level: 'info',
      text: 'stopped early after epoch 2: no improvement any more; the model has the weights of epoch 1',
    },
  ]);
  const { training } = await model(outcome);
  assert.equal((training as JsonObject)['early_stopping'], {
    ...{ patience: 1, minDelta: 1000, restoreBest: true },
    ...{ epochs: 2, epoch: 1 },
  });
  // Enough patience leaves no word.
  assert.equal((await trained({ early_stopping: { patience: 5 } })).notes, []);
});

test('a loss that does not fall in the first epochs is told once, with what to try', async () => {
  const still = { name: 'sgd', learning_rate: 1e-30 };
  const { notes } = await trained({ optimizer: still, epochs: 5 });
  assert.equal(
    notes.map(({ level, text }) => [level, text.slice(0, 23)]),
    [
      ['warning', 'the loss has not fallen'],
      ['warning', 'the network does no bet'],
    ],
  );
  assert.match(notes[0]!.text, /not fallen in the first 3 epochs .*learning_rate.*scaled to \[0, 1\].*relu/);
  assert.equal((await trained({ epochs: 5 })).notes, []);
});

test('a training that a far too high rate has made useless says so, rather than to end as a success', async () => {
  const images = await spotImages(48, 16);
  const optimizer = { name: 'adam', learning_rate: 50 };
  const { notes } = await trained({ architecture: 'cnn', optimizer, epochs: 5, batch_size: 8 }, { images });
  assert.ok(notes.every(({ level }) => level === 'warning'));
  const texts = notes.map(({ text }) => text);
  assert.match(texts.at(-1)!, /^the network does no better than one grey value/);
  assert.match(texts[0]!, /^the loss has not fallen/);
});

test('that no checkpoint was worth keeping is told, since more epochs then begin anew', async () => {
  const { notes } = await trained({}, { images, split }, new KeptCheckpoints(() => false));
  assert.equal(
    notes.map(({ level }) => level),
    ['info'],
  );
  assert.match(notes[0]!.text, /^no checkpoint was kept: writing its 1 MB .* 2% .*more epochs begin anew/);
  // Kept once, or found: then it goes on from there.
  const checkpoints = new KeptCheckpoints();
  assert.equal((await trained({}, { images, split }, checkpoints)).notes, []);
  const found = Object.assign(new KeptCheckpoints(() => false), { states: checkpoints.states });
  assert.equal((await trained({ epochs: 5 }, { images, split }, found)).notes, []);
});

test('progress counts the images of all epochs', async () => {
  const told: number[] = [];
  const outcome = await runStep(trainAutoencoder, {
    inputs: { images, split },
    params: { ...quick, batch_size: 3, epochs: 2 },
    progress: ({ done, total, unit }) => told.push(done, total, unit.length),
  });
  assert.ok(outcome.result.ok);
  // Eight images in batches of 3, 3 and 2.
  assert.equal(
    told,
    [0, 3, 6, 8, 11, 14].flatMap((done) => [done, 16, 'images'.length]),
  );
});

test('a step that is cancelled goes on from where it stood', async () => {
  const checkpoints = new KeptCheckpoints();
  const whole = await trained({ epochs: 4 });
  await trained({ epochs: 2 }, { images, split }, checkpoints);
  const continued = await trained({ epochs: 4 }, { images, split }, checkpoints);
  assert.is(checkpoints.restored, 4);
  for (const name of ['model.safetensors', 'model.json']) {
    const read = ({ path }: StepOutcome) => readFileSync(join(path('model'), name));
    assert.equal(read(continued), read(whole));
  }
  assert.equal(readFileSync(continued.path('history')), readFileSync(whole.path('history')));
});

test.run();
