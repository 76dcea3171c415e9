import { ok } from '../../src/core/result.js';
import { command } from '../../src/steps/command.js';
import {
  defineStep,
  type InputSpec,
  type OutputSpec,
  type ParamsSchema,
  type StepKind,
} from '../../src/core/step.js';

const seed = { type: 'integer', minimum: 0, description: 'Where the random numbers start.' } as const;

const layers = {
  type: 'array',
  minItems: 1,
  items: {
    oneOf: [
      {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'units'],
        properties: {
          type: { const: 'dense' },
          units: { type: 'integer', minimum: 1, description: 'Outputs.' },
        },
      },
      {
        type: 'object',
        additionalProperties: false,
        required: ['type', 'filters'],
        properties: {
          type: { const: 'conv2d' },
          filters: { type: 'integer', minimum: 1, description: 'Channels of the output.' },
          activation: { enum: ['relu', 'sigmoid', 'linear'] },
        },
      },
    ],
  },
} as const;

interface Sample {
  readonly inputs: Readonly<Record<string, InputSpec>> | 'any' | 'everything';
  readonly outputs: Readonly<Record<string, OutputSpec>> | 'declared';
  readonly properties?: ParamsSchema['properties'];
  readonly required?: readonly string[];
  readonly stochastic?: boolean;
  readonly sweepsInto?: string;
  readonly paramFaults?: StepKind['paramFaults'];
  /** More keywords of the parameters' schema. */
  readonly schema?: Readonly<Record<string, unknown>>;
}

/** A kind that is declared like a real one and does nothing. */
export function sampleKind(name: string, sample: Sample): StepKind {
  const stochastic = sample.stochastic ?? false;
  return defineStep({
    name,
    version: 1,
    summary: `A sample of ${name}.`,
    stochastic,
    params: {
      type: 'object',
      additionalProperties: false,
      required: [...(sample.required ?? []), ...(stochastic ? ['seed'] : [])],
      properties: { ...sample.properties, ...(stochastic ? { seed } : {}) },
      ...sample.schema,
    },
    ...(sample.sweepsInto === undefined ? {} : { sweepsInto: sample.sweepsInto }),
    ...(sample.paramFaults === undefined ? {} : { paramFaults: sample.paramFaults }),
    inputs: sample.inputs,
    outputs: sample.outputs,
    run: () => Promise.resolve(ok()),
  });
}

const file = (type: OutputSpec['type'], name: string): OutputSpec => ({
  type,
  file: name,
  summary: `The ${type}.`,
});
const input = (type: InputSpec['type'], more: Partial<InputSpec> = {}): InputSpec => ({
  type,
  summary: 'What it reads.',
  ...more,
});
const figure: Record<string, OutputSpec> = {
  figure: { type: 'figure', folder: 'figure', summary: 'The figure.' },
};

const sampleList = [
  sampleKind('mock-survey', {
    inputs: {},
    outputs: {
      tarballs: { type: 'files', folder: 'tarballs', summary: 'The tarballs.' },
      truth: file('table', 'truth.csv'),
    },
    stochastic: true,
    properties: {
      galaxies: { type: 'integer', minimum: 1, default: 60, description: 'Number of galaxies.' },
    },
  }),
  sampleKind('ingest', {
    inputs: { files: input('files') },
    outputs: { images: file('images', 'images.npy'), catalogue: file('catalogue', 'catalogue.csv') },
    properties: {
      cameras: {
        type: 'array',
        items: { type: 'integer', minimum: 0, maximum: 3 },
        uniqueItems: true,
        default: [0, 1, 2, 3],
        description: 'Cameras to take.',
      },
      size: {
        type: 'integer',
        minimum: 8,
        maximum: 4096,
        default: 128,
        description: 'Width and height in pixels.',
      },
      hdu: { type: ['integer', 'string', 'null'], minimum: 0, description: 'Which HDU.' },
      bad_images: { enum: ['fail', 'skip'], default: 'fail', description: 'What a bad image does.' },
    },
  }),
  sampleKind('split', {
    inputs: { catalogue: input('catalogue') },
    outputs: { split: file('split', 'split.json') },
    stochastic: true,
    properties: {
      validation: {
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.2,
        description: 'Fraction kept for validation.',
      },
      group_by: { enum: ['image', 'galaxy'], default: 'image', description: 'What stays together.' },
    },
  }),
  sampleKind('train-autoencoder', {
    inputs: { images: input('images'), split: input('split') },
    outputs: {
      model: { type: 'model', folder: 'model', summary: 'The model.' },
      history: file('table', 'history.csv'),
    },
    stochastic: true,
    required: ['architecture'],
    properties: {
      architecture: {
        anyOf: [{ enum: ['cnn', 'dense'] }, layers],
        description: 'A preset, or a list of layers.',
      },
      epochs: { type: 'integer', minimum: 1, default: 100, description: 'Passes over the training part.' },
      batch_size: { type: 'integer', minimum: 1, default: 128, description: 'Images in a batch.' },
      shuffle: { type: 'boolean', default: true, description: 'Whether each epoch has an order of its own.' },
    },
  }),
  sampleKind('encode', {
    inputs: { images: input('images'), model: input('model') },
    outputs: { latents: file('vectors', 'latents.npy') },
  }),
  sampleKind('kmeans', {
    inputs: { vectors: input(['vectors', 'embedding']), split: input('split', { required: false }) },
    outputs: {
      labels: file('labels', 'labels.npy'),
      centres: file('vectors', 'centres.npy'),
      summary: file('file', 'summary.json'),
    },
    stochastic: true,
    required: ['k'],
    properties: {
      k: { type: 'integer', minimum: 2, description: 'Number of clusters.' },
      n_init: { type: 'integer', minimum: 1, default: 10, description: 'Number of restarts.' },
    },
    schema: {
      if: { required: ['k'], properties: { k: { type: 'integer', minimum: 100 } } },
      then: { properties: { n_init: { maximum: 3 } } },
    },
  }),
  sampleKind('tsne', {
    inputs: { vectors: input(['vectors', 'embedding']), split: input('split', { required: false }) },
    outputs: { embedding: file('embedding', 'embedding.npy') },
    stochastic: true,
    properties: {
      perplexity: {
        type: 'number',
        exclusiveMinimum: 0,
        default: 30,
        description: 'Effective number of neighbours.',
      },
    },
  }),
  sampleKind('compare-clusterings', {
    inputs: { vectors: input('vectors'), labels: input('labels', { gathers: true }) },
    outputs: { table: file('table', 'table.csv') },
    stochastic: true,
  }),
  sampleKind('curves', {
    inputs: { history: input('table', { gathers: true }) },
    outputs: figure,
    properties: { title: { type: 'string', default: 'Loss', description: 'The title.' } },
  }),
  sampleKind('gallery', {
    inputs: { images: input('images'), labels: input('labels', { required: false }) },
    outputs: figure,
    properties: {
      stretch: { enum: ['linear', 'log10'], default: 'log10', description: 'Pixels to grey levels.' },
    },
  }),
  sampleKind('import-model', {
    inputs: { weights: input('file') },
    outputs: { model: { type: 'model', folder: 'model', summary: 'The model.' } },
  }),
  sampleKind('command', {
    inputs: 'any',
    outputs: 'declared',
    sweepsInto: 'values',
    paramFaults: (params, names) => command.paramFaults?.(params, names) ?? [],
    required: ['command'],
    properties: {
      command: {
        type: 'array',
        items: { type: 'string' },
        minItems: 1,
        description: 'The program and its arguments.',
      },
      shell: { type: 'boolean', default: false, description: 'Whether a shell reads it.' },
      values: {
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
        default: {},
        description: 'Values for the command.',
      },
    },
  }),
  sampleKind('report', { inputs: 'everything', outputs: { report: file('report', 'report.html') } }),
];

/** Kinds declared like the real ones, so that messages in tests do not change when a real kind gains a parameter. */
export const sampleKinds: ReadonlyMap<string, StepKind> = new Map(
  sampleList.map((kind) => [kind.name, kind]),
);
