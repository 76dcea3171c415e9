import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../src/core/failure.js';
import { sha256 } from '../../src/core/fingerprint.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import { locateFailure } from '../../src/core/locate-failure.js';
import type { Instance } from '../../src/core/plan.js';
import type { ResolvedInput } from '../../src/core/ports.js';
import type { InputFile } from '../../src/core/step.js';

const latents = 'latents' as InstanceId;
const fits = 'clusters@k=3' as InstanceId;

const instance: Instance = {
  id: 'map' as InstanceId,
  step: 'map',
  kind: 'tsne',
  cell: {},
  params: { layers: [{ filters: 3 }] },
  inputs: {
    vectors: { from: 'output', instance: latents, output: 'latents', type: 'vectors' },
    model: { from: 'output', instance: 'autoencoder' as InstanceId, output: 'model', type: 'model' },
    labels: { from: 'gather', items: [{ cell: { k: 3 }, instance: fits, output: 'labels', type: 'labels' }] },
    files: { from: 'files', many: true, files: [{ name: 'a.tar', path: 'data/a.tar' }] },
  },
  outputs: {},
  placeOf: (parameter) => `a.yaml:1:${parameter.length}`,
  needs: [],
  resources: {},
  retries: 0,
};

const file = (path: string, name: string): InputFile => ({ path, name, sha256: sha256(path), bytes: 1 });

const inputs: Record<string, ResolvedInput> = {
  vectors: { form: 'one', artifact: { form: 'file', file: file('objects/1', 'latents.npy') } },
  model: { form: 'one', artifact: { form: 'files', files: [file('objects/2', 'model.json')] } },
  labels: {
    form: 'gathered',
    items: [
      { cell: { k: 3 }, instance: fits, artifact: { form: 'file', file: file('objects/3', 'labels.npy') } },
    ],
  },
  files: { form: 'one', artifact: { form: 'files', files: [file('data/a.tar', 'a.tar')] } },
};

const located = (failure: Failure) => locateFailure(failure, instance, inputs);

const named = (path: string) => {
  const failure = located({ reason: 'unreadable-input', file: path, found: 'x', expected: 'y' });
  return failure.reason === 'unreadable-input' ? failure.file : undefined;
};

test('an object of the store is named as the output that it is', () => {
  assert.is(named('objects/1'), 'latents.latents');
  assert.is(named('objects/2'), 'autoencoder.model/model.json');
  assert.is(named('objects/3'), 'clusters@k=3.labels');
});

test('a file of the person keeps its path', () => {
  assert.is(named('data/a.tar'), 'data/a.tar');
});

test('a parameter has its place in the workflow, by its whole when a part is named', () => {
  const failure = { reason: 'unsuitable-parameter', found: 'x', expected: 'y', remedy: 'z' } as const;
  const k = { ...failure, parameter: 'k' };
  assert.equal(located(k), { ...k, place: 'a.yaml:1:1' });
  const part = { ...failure, parameter: 'layers[0].filters' };
  assert.equal(located(part), { ...part, place: 'a.yaml:1:6' });
});

test('any other failure stays as it is', () => {
  assert.equal(located({ reason: 'cancelled' }), { reason: 'cancelled' });
});

test.run();
