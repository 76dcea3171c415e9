import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from '../../../src/core/json.js';
import { placeFaults, trainingFaults } from '../../../src/steps/network/layer-faults.js';
import { Rig } from '../../support/rig.js';

const conv = { kind: 'conv2d', filters: 8, kernel: 3 };
const dense = { kind: 'dense', units: 16 };
const flatten = { kind: 'flatten' };
const latent = { ...dense, latent: true };

const told = (...layers: Json[]): string[] =>
  trainingFaults(layers).map(
    ({ path, expected, found, remedy = '' }) => `${path.join('.')}: ${expected}; ${found}; ${remedy}`,
  );

test('a list that can be a network has no fault, whatever the size of its images', () => {
  assert.equal(told(conv, { kind: 'max-pool' }, flatten, latent, { kind: 'reshape', shape: [4, 4, 1] }), []);
  // How many values there are to reshape, the images tell.
  assert.equal(told(conv, flatten, { kind: 'reshape', shape: [4, 4, 1] }, { ...conv, latent: true }), []);
  assert.equal(told(latent, dense), []);
});

test('a layer that cannot take what the one before it makes is told', () => {
  assert.equal(told(conv, latent), [
    'architecture.1: a layer that takes an input of shape (?, ?, 8); dense_1; ' +
      'dense_1 needs a flat input: put a flatten layer before it',
  ]);
  assert.equal(told(latent, { kind: 'upsample' }), [
    'architecture.1: a layer that takes an input of shape (16,); up_sampling2d_1; ' +
      'up_sampling2d_1 needs an input of shape (height, width, channels)',
  ]);
  assert.match(told(latent, { kind: 'reshape', shape: [3, 5] })[0]!, 'needs 15 elements');
});

test('no latent layer, and two of them by their names, are told', () => {
  assert.equal(told(conv, flatten, dense), [
    'architecture: a list with latent: true on one layer; a list without; ' +
      'add latent: true to the layer whose output describes an image',
  ]);
  assert.equal(told(conv, flatten, { ...latent, name: 'middle' }, latent, dense), [
    'architecture.3.latent: on one layer only; latent: true on middle and dense_1; ' +
      'keep it where the output describes an image; a batch norm right behind belongs to it',
  ]);
});

test('a name that comes twice is told at the second', () => {
  assert.equal(told({ ...conv, name: 'a' }, flatten, { ...latent, name: 'a' }), [
    'architecture.2.name: a name that no other layer has; "a" a second time; ',
  ]);
});

test('what is no list of layers is left to the schema', () => {
  for (const parameter of [
    ...[undefined, null, 'cnn', 3, {}, [], [3], [null], [{}], [{ kind: 'conv3d' }], [{ kind: 'reshape' }]],
    ...[
      [{ kind: 'dense' }],
      [{ ...dense, units: '5' }],
      [{ kind: 'reshape', shape: ['a'] }],
      [{ ...dense, name: 3 }],
    ],
  ]) {
    assert.equal(trainingFaults(parameter), [], JSON.stringify(parameter));
  }
  assert.equal(placeFaults([conv, dense], 'large'), []);
});

test('for weights to import, the whole shape is known, and a latent layer may be named elsewhere', () => {
  assert.equal(placeFaults([conv, flatten, dense], [4, 4, 1]), []);
  const [fault] = placeFaults([conv, flatten, { kind: 'reshape', shape: [4, 4] }], [4, 4, 1]);
  assert.is(fault?.expected, 'a layer that takes an input of shape (128,)');
});

test('validate shows each fault of a list of layers where it stands, with what to write', async () => {
  const rig = new Rig();
  rig.write('weights.h5', 'not read yet');
  rig.write(
    'own.yaml',
    `skysort: 1
name: own
steps:
  survey: { uses: mock-survey }
  images: { uses: ingest, inputs: { files: survey.tarballs } }
  one:
    uses: train-autoencoder
    inputs: { images: images.images }
    with:
      architecture:
        - { kind: conv2d, filters: 8, kernel: 3 }
        - { kind: dense, units: 4, latent: true }
        - { kind: dense, units: 4, latent: true }
  two:
    uses: train-autoencoder
    inputs: { images: images.images }
    with:
      architecture: [{ kind: dense, units: 4, latent: true }, { kind: relu }]
      schedule: step
  three:
    uses: train-autoencoder
    inputs: { images: images.images }
    with: { architecture: [{ kind: dense, units: 4 }], schedule: exponential }
  four:
    uses: import-model
    inputs: { weights: { path: weights.h5 } }
    with: { input: [8, 8, 1], architecture: [{ kind: reshape, shape: [4, 4] }] }
`,
  );
  const { code, stderr } = await rig.skysort('validate', 'own.yaml');
  assert.is(code, 2);
  for (const line of [
    'own.yaml:12:11 one.with.architecture[1] must be a layer that takes an input of shape (?, ?, 8), found dense_1',
    'own.yaml:13:44 one.with.architecture[2].latent must be on one layer only, found latent: true on dense_1 and dense_2',
    'write { kind: activation, activation: relu }',
    'step needs a mapping: { name: step, every: …, factor: … }',
    'own.yaml:23:27 three.with.architecture must be a list with latent: true on one layer, found a list without',
    'exponential needs a mapping: { name: exponential, factor: … }',
    'four.with.architecture[0] must be a layer that takes an input of shape (8, 8, 1), found reshape_1',
    'reshape_1 needs 16 elements, to fill the shape (4, 4)',
    '7 problems in own.yaml',
  ]) {
    assert.ok(stderr.includes(line), `${line}\n\nin\n\n${stderr}`);
  }
});

test.run();
