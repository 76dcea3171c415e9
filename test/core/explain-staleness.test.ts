import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explainStaleness } from '../../src/core/explain-staleness.js';
import { actionKey, sha256, type Preimage } from '../../src/core/fingerprint.js';

const a = sha256('a');
const b = sha256('b');

const base: Preimage = {
  schema: 1,
  kind: 'gallery',
  version: 1,
  params: { stretch: 'log10', rows: 2, layers: [{ filters: 8 }, { filters: 4 }] },
  inputs: {
    images: { file: a },
    files: {
      files: [
        { name: 'x.fits', sha256: a },
        { name: 'y.fits', sha256: b },
      ],
    },
  },
  environment: { HOME: '/home/a' },
  outputs: { figure: 'figure/' },
  reproducibility: {},
};

const explain = (change: Partial<Preimage>) => explainStaleness(base, { ...base, ...change });

test('equal preimages have nothing to explain and one key', () => {
  assert.equal(explain({}), []);
  assert.is(actionKey(base), actionKey(JSON.parse(JSON.stringify(base)) as Preimage));
});

test('a changed parameter is named with both values, at its smallest', () => {
  assert.equal(explain({ params: { ...base.params, stretch: 'asinh' } }), [
    { rule: 'parameter', name: 'stretch', before: 'log10', now: 'asinh' },
  ]);
  assert.equal(explain({ params: { ...base.params, layers: [{ filters: 8 }, { filters: 5 }] } }), [
    { rule: 'parameter', name: 'layers[1].filters', before: 4, now: 5 },
  ]);
});

test('a parameter that a new version brings has no earlier value', () => {
  assert.equal(explain({ params: { ...base.params, columns: 10 }, version: 2 }), [
    { rule: 'version', before: 1, now: 2 },
    { rule: 'parameter', name: 'columns', now: 10 },
  ]);
});

test('a plugin with other content is named, and so is one that came or went', () => {
  assert.equal(explain({ plugin: a }), [{ rule: 'plugin', kind: 'gallery', now: a }]);
  assert.equal(explainStaleness({ ...base, plugin: a }, { ...base, plugin: b }), [
    { rule: 'plugin', kind: 'gallery', before: a, now: b },
  ]);
  assert.equal(explainStaleness({ ...base, plugin: a }, base), [
    { rule: 'plugin', kind: 'gallery', before: a },
  ]);
});

test('an input with other content is named with both digests', () => {
  assert.equal(explain({ inputs: { ...base.inputs, images: { file: b } } }), [
    { rule: 'input', name: 'images', change: 'content', before: a, now: b },
  ]);
});

test('in a list the added, removed, renamed and reordered files are named', () => {
  const files = (list: { name: string; sha256: typeof a }[]) =>
    explain({ inputs: { ...base.inputs, files: { files: list } } });
  const x = { name: 'x.fits', sha256: a };
  const y = { name: 'y.fits', sha256: b };
  assert.equal(files([x, y, { name: 'z.fits', sha256: a }]), [
    { rule: 'input', name: 'files', change: 'added', item: 'z.fits' },
  ]);
  assert.equal(files([x]), [{ rule: 'input', name: 'files', change: 'removed', item: 'y.fits' }]);
  assert.equal(files([x, { ...y, name: 'w.fits' }]), [
    { rule: 'input', name: 'files', change: 'renamed', before: 'y.fits', now: 'w.fits' },
  ]);
  assert.equal(files([y, x]), [{ rule: 'input', name: 'files', change: 'order' }]);
});

test('an input that is not known yet is left out', () => {
  assert.equal(explainStaleness(base, { ...base, inputs: { images: { file: a } } }, ['files']), []);
});

test('environment, outputs, kind and key form each have their rule', () => {
  const rules = [
    ...explain({ environment: { HOME: '/home/b' } }),
    ...explain({ outputs: { figure: 'plot/' } }),
    ...explain({ kind: 'scatter' }),
    ...explain({ schema: 2 }),
    ...explain({ reproducibility: { platform: 'linux' } }),
  ].map(({ rule }) => rule);
  assert.equal(rules, ['environment', 'outputs', 'kind', 'key-schema', 'reproducibility']);
});

test('a variable that was not set before is new, and one that is no longer set has no value now', () => {
  const [unset, empty] = [{ environment: { HOME: null } }, { environment: { HOME: '' } }];
  const [was, is] = [
    { ...base, ...unset },
    { ...base, ...empty },
  ];
  assert.equal(explainStaleness(was, is), [{ rule: 'environment', name: 'HOME', now: '' }]);
  assert.equal(explainStaleness(is, was), [{ rule: 'environment', name: 'HOME', before: '' }]);
  assert.equal(explainStaleness(was, was), []);
});

test('a variable that only one side counts is not one that was set or unset', () => {
  const counted = (value: string | null): Preimage => ({ ...base, environment: { HOME: value } });
  const without: Preimage = { ...base, environment: {} };
  assert.equal(explainStaleness(without, counted(null)), [
    { rule: 'environment', name: 'HOME', declared: 'now' },
  ]);
  assert.equal(explainStaleness(counted(null), without), [
    { rule: 'environment', name: 'HOME', declared: 'before' },
  ]);
  assert.equal(explainStaleness(without, counted('')), [
    { rule: 'environment', name: 'HOME', declared: 'now', now: '' },
  ]);
});

test('every field of the preimage is in the key', () => {
  const changes: Partial<Preimage>[] = [
    { schema: 2 },
    { kind: 'scatter' },
    { version: 2 },
    { params: {} },
    { inputs: {} },
    { environment: {} },
    { outputs: {} },
    { reproducibility: { platform: 'linux' } },
  ];
  const keys = changes.map((change) => actionKey({ ...base, ...change }));
  assert.is(new Set([actionKey(base), ...keys]).size, changes.length + 1);
  assert.is(changes.length, Object.keys(base).length);
});

test.run();
