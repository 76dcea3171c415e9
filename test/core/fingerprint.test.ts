import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actionKey, checkpointFamily, folderDigest, preimageOf, sha256 } from '../../src/core/fingerprint.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import type { Instance } from '../../src/core/plan.js';
import { ok } from '../../src/core/result.js';
import type { StepKind } from '../../src/core/step.js';

const kind: StepKind = {
  name: 'kind',
  version: 3,
  summary: 'A kind for tests.',
  stochastic: false,
  params: { type: 'object', additionalProperties: false, properties: {} },
  inputs: {},
  outputs: {},
  environment: () => ['HOME', 'ABSENT'],
  reproducibility: () => ({ platform: 'linux-x64' }),
  run: () => Promise.resolve(ok()),
};

const instance: Instance = {
  id: 'step@k=3' as InstanceId,
  step: 'step',
  kind: 'kind',
  cell: { k: 3 },
  params: { k: 3 },
  inputs: {},
  outputs: {
    table: { type: 'table', file: 'table.csv', summary: '' },
    figure: { type: 'figure', folder: 'figure', summary: '' },
  },
  needs: [],
  resources: { cpus: 2 },
  retries: 1,
};

const preimage = (change: Partial<Instance> = {}, of: Partial<StepKind> = {}, home = '/home/a') =>
  preimageOf(
    { ...instance, ...change },
    { ...kind, ...of },
    { x: { file: sha256('x') } },
    { HOME: home, OTHER: '1' },
  );

test('the preimage holds exactly what the result depends on', () => {
  assert.equal(preimage(), {
    schema: 2,
    kind: 'kind',
    version: 3,
    params: { k: 3 },
    inputs: { x: { file: sha256('x') } },
    environment: { HOME: '/home/a', ABSENT: null },
    outputs: { table: 'table.csv', figure: 'figure/' },
    reproducibility: { platform: 'linux-x64' },
  });
});

test("another version, declared variable's value, or class of reproducibility is another key", () => {
  const key = actionKey(preimage());
  assert.is.not(actionKey(preimage({}, { version: 4 })), key);
  assert.is.not(actionKey(preimage({}, {}, '/home/b')), key);
  assert.is.not(actionKey(preimage({}, { reproducibility: () => ({ platform: 'linux-arm64' }) })), key);
});

test('a declared variable that is not set has another key than an empty one', () => {
  const key = (environment: Record<string, string>) => actionKey(preimageOf(instance, kind, {}, environment));
  assert.is.not(key({ HOME: '' }), key({}));
});

test("a step's name, cell, description, resources and retries are not in the key", () => {
  const changes: Partial<Instance>[] = [
    { id: 'other' as InstanceId, step: 'other' },
    { cell: {} },
    { description: 'words' },
    { resources: {} },
    { retries: 0 },
    { timeoutMs: 5 },
  ];
  for (const change of changes) assert.is(actionKey(preimage(change)), actionKey(preimage()));
});

test('a folder’s digest depends on names, contents and order', () => {
  const a = { name: 'a', sha256: sha256('1') };
  const b = { name: 'b', sha256: sha256('2') };
  const digests = [
    folderDigest([a, b]),
    folderDigest([b, a]),
    folderDigest([a, { ...b, name: 'c' }]),
    folderDigest([a, { ...b, sha256: sha256('3') }]),
  ];
  assert.is(new Set(digests).size, 4);
});

test('checkpoints are filed under the key without what only extends the step; a kind that names nothing has none', () => {
  const of = (epochs: number, k: number, extendedBy?: StepKind['extendedBy']) => {
    const params = { epochs, k };
    const keeping = extendedBy === undefined ? {} : { extendedBy };
    return checkpointFamily({ ...kind, ...keeping }, preimage({ params }));
  };
  const byEpochs = () => ['epochs'];
  assert.is(of(2, 3, byEpochs), of(4, 3, byEpochs));
  assert.is.not(of(2, 3, byEpochs), of(2, 4, byEpochs));
  assert.is.not(
    of(2, 3, () => []),
    of(4, 3, () => []),
  );
  assert.is(of(2, 3), undefined);
});

test.run();
