import type { Architecture, LayerSpec } from '../numerics/network/architecture.js';

/** What one field of a layer must be. */
interface Rule {
  readonly holds: (value: unknown) => boolean;
  readonly expected: string;
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 1;
const isShape = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isCount);
const within = (low: number, high: number) => (value: unknown) =>
  typeof value === 'number' && value >= low && value < high;

const oneOf = (...values: readonly (string | number)[]): Rule => ({
  holds: (value) => values.includes(value as string | number),
  expected: values.map((value) => JSON.stringify(value)).join(', '),
});
const count: Rule = { holds: isCount, expected: 'a whole number from 1' };
const shape: Rule = { holds: isShape, expected: 'a list of whole numbers from 1' };
const fraction: Rule = { holds: within(0, 1), expected: 'a number from 0 to below 1' };
const positive: Rule = { holds: within(Number.MIN_VALUE, Infinity), expected: 'a number above 0' };
const activation = oneOf('linear', 'relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid');

const rules: Readonly<Record<LayerSpec['kind'], Readonly<Record<string, Rule>>>> = {
  conv2d: { filters: count, kernel: oneOf(1, 3, 5), strides: oneOf(1, 2), activation },
  dense: { units: count, activation },
  'max-pool': { size: count },
  'average-pool': { size: count },
  upsample: { size: count },
  'batch-norm': { momentum: fraction, epsilon: positive },
  flatten: {},
  reshape: { shape },
  dropout: { rate: fraction },
  activation: { activation },
};

/** The first thing wrong with a stored network. */
export interface LayerTrouble {
  readonly place: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * Checks the `input` and `layers` of a `model.json`, where every field is explicit.
 * Whether the shapes fit together is for `resolveLayers` to say.
 */
export function parseArchitecture(input: unknown, layers: unknown): Architecture | LayerTrouble {
  if (!isShape(input) || ![1, 3].includes((input as number[]).length)) {
    return trouble('input', input, '[height, width, channels] or [features], whole numbers from 1');
  }
  if (!Array.isArray(layers) || layers.length === 0) return trouble('layers', layers, 'a list of layers');
  for (const [index, layer] of layers.entries()) {
    const found = layerTrouble(layer, `layers[${index}]`);
    if (found !== undefined) return found;
  }
  return { input: input as number[], layers: layers as LayerSpec[] };
}

function layerTrouble(layer: unknown, place: string): LayerTrouble | undefined {
  if (typeof layer !== 'object' || layer === null) return trouble(place, layer, 'an object');
  const { kind, name, ...fields } = layer as Record<string, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(rules, kind)) {
    return trouble(`${place}.kind`, kind, Object.keys(rules).join(', '));
  }
  if (typeof name !== 'string' || name === '') return trouble(`${place}.name`, name, 'a name');
  const own = rules[kind as LayerSpec['kind']];
  for (const [field, rule] of Object.entries(own)) {
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!rule.holds(value)) return trouble(`${place}.${field}`, value, rule.expected);
  }
  const [unknown] = Object.keys(fields).filter((field) => !Object.hasOwn(own, field));
  if (unknown === undefined) return undefined;
  const known = ['kind', 'name', ...Object.keys(own)].join(', ');
  return { place: `${place}.${unknown}`, found: 'a field that is not known', expected: `only ${known}` };
}

function trouble(place: string, found: unknown, expected: string): LayerTrouble {
  return { place, found: found === undefined ? 'nothing' : JSON.stringify(found), expected };
}
