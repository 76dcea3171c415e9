import type { FromSchema } from 'json-schema-to-ts';
import type { EarlyStopping } from '../../numerics/network/early-stopping.js';

/** JSON Schema of early stopping, as in Keras. */
export const earlyStoppingSchema = {
  anyOf: [
    { const: 'none' },
    {
      type: 'object',
      additionalProperties: false,
      required: ['patience'],
      properties: {
        patience: {
          type: 'integer',
          minimum: 0,
          description: 'Epochs in a row without improvement after which the training ends.',
        },
        min_delta: {
          type: 'number',
          minimum: 0,
          description:
            'How much lower than the best a loss must be to count as an improvement; 0 by default.',
        },
        restore_best: {
          type: 'boolean',
          description:
            'Whether the model has the weights of the best epoch, rather than of the last; false by default.',
        },
      },
    },
  ],
} as const;

/** The rule asked for, with its defaults filled in. */
export function chosenEarlyStopping(
  parameter: FromSchema<typeof earlyStoppingSchema>,
): EarlyStopping | undefined {
  if (parameter === 'none') return undefined;
  const { patience, min_delta: minDelta = 0, restore_best: restoreBest = false } = parameter;
  return { patience, minDelta, restoreBest };
}
