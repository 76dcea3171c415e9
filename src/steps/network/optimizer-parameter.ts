import type { FromSchema } from 'json-schema-to-ts';
import { defaultOptimizers, type Optimizer } from '../../numerics/network/engine/optimizer.js';

const positive = { type: 'number', exclusiveMinimum: 0 } as const;
const fraction = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;
const object = { type: 'object', additionalProperties: false, required: ['name'] } as const;
const rate = (byDefault: string) =>
  ({ ...positive, description: `Size of the steps; ${byDefault} by default.` }) as const;
const epsilon = { ...positive, description: 'Keeps the division from zero; 1e-7 by default.' } as const;
const decay = (byDefault: string) =>
  ({
    ...fraction,
    description: `How much of the running means stays at each step; ${byDefault} by default.`,
  }) as const;

/** JSON Schema of an optimizer: its name, or its name with settings; each as in Keras 2. */
export const optimizerSchema = {
  anyOf: [
    { enum: ['adadelta', 'adam', 'sgd', 'rmsprop'] },
    {
      ...object,
      properties: { name: { const: 'adadelta' }, learning_rate: rate('1'), decay: decay('0.95'), epsilon },
    },
    {
      ...object,
      properties: {
        name: { const: 'adam' },
        learning_rate: rate('0.001'),
        beta_1: decay('0.9'),
        beta_2: decay('0.999'),
        epsilon,
      },
    },
    {
      ...object,
      properties: {
        name: { const: 'sgd' },
        learning_rate: rate('0.01'),
        momentum: { ...fraction, description: 'How much of the last step is repeated; 0 by default.' },
      },
    },
    {
      ...object,
      properties: { name: { const: 'rmsprop' }, learning_rate: rate('0.001'), decay: decay('0.9'), epsilon },
    },
  ],
} as const;

type OptimizerParameter = FromSchema<typeof optimizerSchema>;

/** The optimizer with its defaults filled in. */
export function chosenOptimizer(parameter: OptimizerParameter): Optimizer {
  if (typeof parameter === 'string') return defaultOptimizers[parameter];
  const { learning_rate: learningRate } = parameter;
  const given = learningRate === undefined ? {} : { learningRate };
  switch (parameter.name) {
    case 'adadelta':
    case 'rmsprop': {
      const { decay, epsilon } = { ...defaultOptimizers[parameter.name], ...parameter };
      return { ...defaultOptimizers[parameter.name], ...given, decay, epsilon };
    }
    case 'adam': {
      const usual = defaultOptimizers.adam;
      const { beta_1: beta1 = usual.beta1, beta_2: beta2 = usual.beta2, epsilon = usual.epsilon } = parameter;
      return { ...usual, ...given, beta1, beta2, epsilon };
    }
    case 'sgd':
      return { ...defaultOptimizers.sgd, ...given, momentum: parameter.momentum ?? 0 };
  }
}
