import { artifactTypes } from '../../core/artifact.js';
import { plainName } from '../plain-name.js';

/** What a kind may be called: what stands after `uses:`. */
export const kindName = /^[a-z][a-z0-9-]{0,63}$/;

const text = { type: 'string', minLength: 1 } as const;
const fileName = { type: 'string', pattern: '^[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}$' } as const;
const artifactType = { enum: artifactTypes } as const;

/** What `defineStep` takes, as far as JSON can say it: a plugin may be JavaScript that no compiler has seen. */
export const kindSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'version', 'summary', 'stochastic', 'params', 'inputs', 'outputs'],
  properties: {
    name: { type: 'string', pattern: kindName.source },
    version: { type: 'integer', minimum: 1 },
    summary: text,
    stochastic: { type: 'boolean' },
    params: {
      type: 'object',
      required: ['type', 'additionalProperties', 'properties'],
      properties: {
        type: { const: 'object' },
        additionalProperties: { const: false },
        required: { type: 'array', items: { type: 'string' } },
        properties: {
          type: 'object',
          propertyNames: { pattern: plainName.source, not: { const: '__proto__' } },
          additionalProperties: {
            type: 'object',
            required: ['description'],
            properties: { description: text },
          },
        },
      },
    },
    sweepsInto: text,
    inputs: {
      anyOf: [
        { enum: ['any', 'everything'] },
        {
          type: 'object',
          propertyNames: { pattern: plainName.source },
          additionalProperties: {
            type: 'object',
            additionalProperties: false,
            required: ['type', 'summary'],
            properties: {
              type: {
                anyOf: [
                  { enum: ['any', ...artifactTypes] },
                  { type: 'array', minItems: 1, items: artifactType },
                ],
              },
              summary: text,
              required: { type: 'boolean' },
              gathers: { type: 'boolean' },
            },
          },
        },
      ],
    },
    outputs: {
      anyOf: [
        { const: 'declared' },
        {
          type: 'object',
          minProperties: 1,
          propertyNames: { pattern: plainName.source },
          additionalProperties: {
            type: 'object',
            additionalProperties: false,
            required: ['type', 'summary'],
            properties: { type: artifactType, summary: text, file: fileName, folder: fileName },
            oneOf: [{ required: ['file'] }, { required: ['folder'] }],
          },
        },
      ],
    },
    run: {},
    reproducibility: {},
    environment: {},
    borrowsThreads: { type: 'boolean' },
    batchAxes: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
    runBatch: {},
    extendedBy: {},
    paramFaults: {},
  },
} as const;
