import type { FromSchema } from 'json-schema-to-ts';
import type { Schedule } from '../../numerics/network/schedule.js';

const object = { type: 'object', additionalProperties: false } as const;
const warm_up = {
  type: 'number',
  minimum: 0,
  description:
    'Epochs in which the rate first grows from nothing; the rest of the schedule counts from their end; 0 by default.',
} as const;
const factor = { type: 'number', exclusiveMinimum: 0, maximum: 1 } as const;
const part = { type: 'number', minimum: 0, maximum: 1 } as const;

/** JSON Schema of a schedule of the learning rate: a name, or a name with settings. */
export const scheduleSchema = {
  anyOf: [
    { enum: ['constant', 'cosine', 'reduce-on-plateau'] },
    { ...object, required: ['name'], properties: { name: { const: 'constant' }, warm_up } },
    {
      ...object,
      required: ['name', 'every', 'factor'],
      properties: {
        name: { const: 'step' },
        every: { type: 'integer', minimum: 1, description: 'After how many epochs the rate changes.' },
        factor: { ...factor, description: 'What the rate is multiplied by.' },
        warm_up,
      },
    },
    {
      ...object,
      required: ['name', 'factor'],
      properties: {
        name: { const: 'exponential' },
        factor: { ...factor, description: 'What the rate is multiplied by after each epoch.' },
        warm_up,
      },
    },
    {
      ...object,
      required: ['name'],
      properties: {
        name: { const: 'cosine' },
        final: {
          ...part,
          description: 'The rate at the last epoch’s end, as a part of the learning rate; 0 by default.',
        },
        warm_up,
      },
    },
    {
      ...object,
      required: ['name'],
      properties: {
        name: { const: 'reduce-on-plateau' },
        factor: { ...factor, description: 'What the rate is multiplied by; 0.1 by default.' },
        patience: {
          type: 'integer',
          minimum: 0,
          description: 'Epochs in a row without improvement after which it is; 10 by default.',
        },
        min_delta: {
          type: 'number',
          minimum: 0,
          description:
            'How much lower than the best a loss must be to count as an improvement; 0.0001 by default.',
        },
        minimum: {
          ...part,
          description: 'The lowest rate, as a part of the learning rate; 0 by default.',
        },
        warm_up,
      },
    },
  ],
} as const;

type ScheduleParameter = FromSchema<typeof scheduleSchema>;

const byName = {
  constant: { name: 'constant' },
  cosine: { name: 'cosine' },
  'reduce-on-plateau': { name: 'reduce-on-plateau' },
} as const satisfies Record<Extract<ScheduleParameter, string>, Exclude<ScheduleParameter, string>>;

/** The schedule with its defaults filled in; undefined when the rate stays as it is. */
export function chosenSchedule(parameter: ScheduleParameter): Schedule | undefined {
  const asked: Exclude<ScheduleParameter, string> =
    typeof parameter === 'string' ? byName[parameter] : parameter;
  const { warm_up: warmUp = 0 } = asked;
  switch (asked.name) {
    case 'constant':
      return warmUp === 0 ? undefined : { name: 'constant', warmUp };
    case 'step':
      return { name: 'step', every: asked.every, factor: asked.factor, warmUp };
    case 'exponential':
      return { name: 'exponential', factor: asked.factor, warmUp };
    case 'cosine':
      return { name: 'cosine', final: asked.final ?? 0, warmUp };
    case 'reduce-on-plateau': {
      const { factor = 0.1, patience = 10, min_delta: minDelta = 1e-4, minimum = 0 } = asked;
      return { name: 'reduce-on-plateau', factor, patience, minDelta, minimum, warmUp };
    }
  }
}
