import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ok } from '../../src/core/result.js';
import { defineStep } from '../../src/core/step.js';
import { kindText, kindsText } from '../../src/ui/kind-text.js';
import { schemaText } from '../../src/ui/schema-text.js';

const kind = defineStep({
  name: 'kmeans',
  version: 1,
  summary:
    'Partitions vectors into K clusters, fitted on the training part and predicted on the rest of them.',
  stochastic: true,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['k', 'seed'],
    properties: {
      k: { type: 'integer', minimum: 1, description: 'Number of clusters.' },
      init: {
        enum: ['k-means++', 'random'],
        default: 'k-means++',
        description:
          'How the first centres are chosen; the greedy variant draws 2 + floor(ln K) candidates each time.',
      },
      seed: { type: 'integer', minimum: 0, description: 'Seed of the random streams.' },
    },
  },
  inputs: {
    vectors: { type: ['vectors', 'embedding'], summary: 'A row for each image.' },
    split: { type: 'split', summary: 'Fit only the training part.', required: false },
  },
  outputs: { labels: { type: 'labels', summary: 'The cluster of each row.', file: 'labels.npy' } },
  run: () => Promise.resolve(ok()),
});

test('a kind is explained by its usage, inputs, outputs and every parameter, in 80 columns', () => {
  const text = kindText(kind);
  assert.is(
    text,
    [
      'kmeans',
      '  Partitions vectors into K clusters, fitted on the training part and predicted',
      '  on the rest of them.',
      '',
      'Usage',
      '  STEP:',
      '    uses: kmeans',
      '    inputs: { vectors: STEP.OUTPUT }',
      '    with: { k: … }',
      '',
      'Inputs',
      '  vectors  vectors or embedding',
      '      A row for each image.',
      '  split    split',
      '      Fit only the training part. (optional)',
      '',
      'Outputs',
      '  labels  labels',
      '      The cluster of each row. (labels.npy)',
      '',
      'Parameters',
      '  k: integer, at least 1, required',
      '      Number of clusters.',
      '  init: "k-means++" or "random", by default "k-means++"',
      '      How the first centres are chosen; the greedy variant draws 2 + floor(ln K)',
      '      candidates each time.',
      "  seed: integer, at least 0, by default the workflow's",
      '      Seed of the random streams.',
      '',
    ].join('\n'),
  );
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
});

const object = { type: 'object', additionalProperties: false } as const;
const size = { type: 'integer', minimum: 1, description: 'Side of the square; 2 by default.' } as const;
const latent = { type: 'boolean', description: 'true on one layer.' } as const;
const tagged = (kind: string, fields = {}, ...required: string[]) => ({
  ...object,
  required: ['kind', ...required],
  properties: { kind: { const: kind }, ...fields, latent },
});
const width = { type: 'integer', description: 'Width of the layer.' } as const;

test('of a parameter that can be a mapping, or a list of mappings, each alternative is explained once', () => {
  const params = {
    type: 'object',
    additionalProperties: false,
    properties: {
      layers: {
        anyOf: [
          { enum: ['a', 'b'] },
          {
            type: 'array',
            items: {
              anyOf: [
                tagged('dense', { width }, 'width'),
                tagged('pool', { size }),
                tagged('grow', { size }),
                tagged('flat'),
              ],
            },
          },
        ],
        default: 'a',
        description: 'The network.',
      },
      stop: {
        anyOf: [
          { const: 'none' },
          {
            ...object,
            required: ['after'],
            properties: {
              after: { ...width, default: 3 },
              rest: { type: 'string', minLength: 1, default: 'x' },
            },
          },
        ],
        default: 'none',
        description: 'When to end.',
      },
      frame: {
        ...object,
        properties: { min: width, free: true, box: { ...object, properties: { side: width } } },
        default: {},
        description: 'Sides.',
      },
      other: { anyOf: [true, { const: 1 }], default: 1, description: 'Whatever.' },
    },
  } as const;
  const text = kindText({ ...kind, stochastic: false, params });
  assert.is(
    text.slice(text.indexOf('Parameters')),
    `Parameters
  layers: "a", "b" or list of (mapping), by default "a"
      The network.
      Each of the list is one of
        kind: "dense"
            width: integer, required
                Width of the layer.
        kind: "pool" or "grow"
            size: integer, at least 1
                Side of the square; 2 by default.
        kind: "flat"
      and any of them may have
            latent: boolean
                true on one layer.
  stop: "none" or mapping, by default "none"
      When to end.
      A mapping has
        after: integer, required
            Width of the layer.
        rest: string, not empty, by default "x"
  frame: mapping, by default {}
      Sides.
      min: integer
          Width of the layer.
      free: anything
      box: mapping
          side: integer
              Width of the layer.
  other: anything or 1, by default 1
      Whatever.
`,
  );
});

test('every kind is explained in 80 columns, each field of its unions with a sentence', async () => {
  const { kinds } = await import('../../src/steps/index.js');
  for (const one of kinds.values()) {
    for (const line of kindText(one).split('\n')) assert.ok(line.length <= 80, `${one.name}: ${line}`);
  }
  const layers = kindText(kinds.get('train-autoencoder')!);
  for (const field of ['kernel: 1, 3 or 5, required', 'beta_1: number', 'name: "step"', 'patience: integer'])
    assert.ok(layers.includes(field), field);
});

test('what a parameter may be reads as a phrase', () => {
  const expected: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 'number, above 0, at most 1'],
    [{ type: ['integer', 'null'] }, 'integer or null'],
    [{ const: 'all' }, '"all"'],
    [{ anyOf: [{ type: 'integer' }, { const: 'auto' }] }, 'integer or "auto"'],
    [
      { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 2, maxItems: 2, uniqueItems: true },
      'list of (integer, at least 0), at least 2 of them, at most 2 of them, no two alike',
    ],
    [{}, 'anything'],
  ];
  for (const [schema, text] of expected) assert.is(schemaText(schema), text);
});

test('kinds whose inputs or outputs are free say so', () => {
  const free = kindText({ ...kind, inputs: 'any', outputs: 'declared' });
  assert.ok(
    free.includes(
      [
        '    uses: kmeans',
        '    outputs: { NAME: FILE }',
        '    with: { k: … }',
        '',
        'Inputs',
        '  any, by names of your own:',
        '    inputs: { a: STEP.OUTPUT, b: { path: FILE }, c: { glob: "data/*.csv" } }',
        '  `gather: [AXIS]` collects the cells of a swept input',
        '',
        'Outputs',
        '  those that the step declares, each with the name of its file or folder:',
        '    outputs: { a: a.csv, b: { file: b.npy, type: vectors }, c: { folder: c } }',
        '  A type says which inputs take the output; without one it is table for .csv,',
        '  files for a folder, file for anything else. There are',
        '  files, file, images, catalogue, split, model, vectors, labels, table,',
        '  embedding, figure or report.',
        '',
        'Parameters',
      ].join('\n'),
    ),
    free,
  );
  assert.match(kindText({ ...kind, inputs: 'everything' }), /Inputs\n {2}every output of the other steps/);
});

test('the list of kinds has a sentence for each', () => {
  assert.equal(kindsText([kind]).split('\n').slice(0, 2), [
    'kmeans  Partitions vectors into K clusters, fitted on the training part and',
    '        predicted on the rest of them.',
  ]);
});

test.run();
