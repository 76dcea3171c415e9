/** What every layer may have. */
const common = {
  name: {
    type: 'string',
    minLength: 1,
    description: 'Name of the layer; by default as Keras counts, conv2d_1.',
  },
  latent: {
    type: 'boolean',
    description: 'true on one layer: its output, or that of the batch norm right after it, is the latents.',
  },
} as const;

const activation = {
  enum: ['linear', 'relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid'],
  description: 'What is applied to the output: leaky-relu has a slope of 0.3 below 0, elu an alpha of 1.',
} as const;

const count = { type: 'integer', minimum: 1 } as const;
const size = {
  ...count,
  description: 'Side of the square of pixels that become one, or that one becomes; 2 by default.',
} as const;
const object = { type: 'object', additionalProperties: false } as const;

/**
 * JSON Schema of a list of layers, for every kind that takes a network. Images are channels-last, padding is `same`.
 * Whether the shapes of the layers fit together is for the network's own check to say.
 */
export const layersSchema = {
  type: 'array',
  minItems: 1,
  items: {
    anyOf: [
      {
        ...object,
        required: ['kind', 'filters', 'kernel'],
        properties: {
          kind: { const: 'conv2d' },
          filters: { ...count, description: 'Number of channels that the layer makes.' },
          kernel: { enum: [1, 3, 5], description: 'Side of the square kernel.' },
          strides: { enum: [1, 2], description: 'Step of the kernel; 1 by default.' },
          activation,
          ...common,
        },
      },
      {
        ...object,
        required: ['kind', 'units'],
        properties: {
          kind: { const: 'dense' },
          units: { ...count, description: 'Number of values that the layer makes.' },
          activation,
          ...common,
        },
      },
      { ...object, required: ['kind'], properties: { kind: { const: 'max-pool' }, size, ...common } },
      { ...object, required: ['kind'], properties: { kind: { const: 'average-pool' }, size, ...common } },
      { ...object, required: ['kind'], properties: { kind: { const: 'upsample' }, size, ...common } },
      {
        ...object,
        required: ['kind'],
        properties: {
          kind: { const: 'batch-norm' },
          momentum: {
            type: 'number',
            minimum: 0,
            exclusiveMaximum: 1,
            description: 'Weight of the old statistics when new ones come in; 0.99 by default.',
          },
          epsilon: {
            type: 'number',
            exclusiveMinimum: 0,
            description: 'Added to the variance before its root is taken; 0.001 by default.',
          },
          ...common,
        },
      },
      { ...object, required: ['kind'], properties: { kind: { const: 'flatten' }, ...common } },
      {
        ...object,
        required: ['kind', 'shape'],
        properties: {
          kind: { const: 'reshape' },
          shape: {
            type: 'array',
            minItems: 1,
            items: count,
            description: 'The new shape, (height, width, channels).',
          },
          ...common,
        },
      },
      {
        ...object,
        required: ['kind', 'rate'],
        properties: {
          kind: { const: 'dropout' },
          rate: {
            type: 'number',
            minimum: 0,
            exclusiveMaximum: 1,
            description: 'Fraction of the values that are set to 0 while training.',
          },
          ...common,
        },
      },
      {
        ...object,
        required: ['kind', 'activation'],
        properties: { kind: { const: 'activation' }, activation, ...common },
      },
    ],
  },
} as const;

export const layerKinds = layersSchema.items.anyOf.map(({ properties }) => properties.kind.const);
