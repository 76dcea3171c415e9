import { fail, ok, type Result } from '../../core/result.js';
import type { Activation, LayerSpec } from '../../numerics/network/architecture.js';
import { product } from '../../numerics/network/resolve-layers.js';
import type { KerasLayer } from './keras-chain.js';
import { valueText, type KerasTrouble } from './trouble.js';

type Shape = readonly number[];

/** One of our layers, and which of its tensors the Keras layer does without (`use_bias=False` and the like). */
export interface ConvertedLayer {
  readonly spec: LayerSpec;
  readonly leftOut: readonly string[];
}

type Converted = Result<ConvertedLayer, KerasTrouble>;
type Converter = (settings: Settings, input: Shape) => LayerSpec;

const activations: Readonly<Record<string, Activation>> = {
  linear: 'linear',
  relu: 'relu',
  elu: 'elu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
};
/** Slope below 0 of our leaky-relu, the default of Keras's layer; some versions store it rounded to float32. */
const leakySlope = 0.3;

const converters: Readonly<Record<string, Converter>> = {
  Conv2D(settings) {
    settings.channelsLast();
    settings.optionalTensor('use_bias', 'bias');
    settings.mustBe('groups', 1, 1);
    settings.square('dilation_rate', [1], 1);
    const kernel = settings.square('kernel_size', [1, 3, 5]) as 1 | 3 | 5;
    const strides = settings.square('strides', [1, 2], 1) as 1 | 2;
    // Without a border to fill, "valid" is the same.
    settings.padding(kernel === 1 && strides === 1);
    const filters = settings.count('filters');
    return { kind: 'conv2d', filters, kernel, strides, activation: settings.activation() };
  },
  MaxPooling2D: (settings, input) => ({ kind: 'max-pool', size: pool(settings, input) }),
  AveragePooling2D: (settings, input) => ({ kind: 'average-pool', size: pool(settings, input) }),
  UpSampling2D(settings) {
    settings.channelsLast();
    settings.mustBe('interpolation', 'nearest', 'nearest');
    return { kind: 'upsample', size: settings.square('size') };
  },
  BatchNormalization(settings, input) {
    settings.axisIsLast(input.length);
    settings.optionalTensor('center', 'beta');
    settings.optionalTensor('scale', 'gamma');
    settings.mustBe('renorm', false, false);
    return {
      kind: 'batch-norm',
      momentum: settings.number('momentum', 0, 1),
      epsilon: settings.number('epsilon', Number.MIN_VALUE, 1),
    };
  },
  Dense(settings) {
    settings.optionalTensor('use_bias', 'bias');
    return { kind: 'dense', units: settings.count('units'), activation: settings.activation() };
  },
  Flatten(settings) {
    settings.channelsLast();
    return { kind: 'flatten' };
  },
  Reshape: (settings, input) => ({ kind: 'reshape', shape: settings.targetShape(input) }),
  Dropout(settings) {
    settings.mustBe('noise_shape', null, null);
    return { kind: 'dropout', rate: settings.number('rate', 0, 1) };
  },
  Activation: (settings) => ({ kind: 'activation', activation: settings.activation() }),
  ReLU(settings) {
    settings.mustBe('max_value', null, null);
    settings.mustBe('threshold', 0, 0);
    return { kind: 'activation', activation: settings.slope('negative_slope') === 0 ? 'relu' : 'leaky-relu' };
  },
  LeakyReLU(settings) {
    settings.near(settings.has('negative_slope') ? 'negative_slope' : 'alpha', leakySlope);
    return { kind: 'activation', activation: 'leaky-relu' };
  },
  ELU(settings) {
    settings.near('alpha', 1);
    return { kind: 'activation', activation: 'elu' };
  },
};

/**
 * Turns one Keras layer into ours.
 * @param input The shape of what it takes, which decides whether "valid" pooling equals "same".
 * @returns Trouble that names the layer, the setting, what was found and what is supported, for any other class or setting.
 */
export function convertLayer(layer: KerasLayer, input: Shape): Converted {
  const place = `model_config, layer ${layer.name}`;
  const convert = Object.hasOwn(converters, layer.className) ? converters[layer.className] : undefined;
  if (convert === undefined) {
    const expected = `one of ${Object.keys(converters).join(', ')}`;
    const remedy =
      'build the network in Keras without this layer, load or train the weights, and save it again';
    return fail({ place, found: `a layer of class ${layer.className}`, expected, remedy });
  }
  const settings = new Settings(layer.config);
  const spec = { ...convert(settings, input), name: layer.name };
  const [first] = settings.troubles;
  if (first === undefined) return ok({ spec, leftOut: settings.leftOut });
  const remedy = 'change this setting in Keras, train the network again, and save it again';
  return fail({ remedy, ...first, place: `${place} (${layer.className}), ${first.place}` });
}

function pool(settings: Settings, input: Shape): number {
  settings.channelsLast();
  const size = settings.square('pool_size');
  settings.square('strides', [size], size);
  const [height, width] = input;
  settings.padding((height ?? 0) % size === 0 && (width ?? 0) % size === 0);
  return size;
}

/** A layer's settings, read one by one; what does not fit is collected and a value that fits stands in for it. */
class Settings {
  readonly troubles: KerasTrouble[] = [];
  readonly leftOut: string[] = [];
  private readonly config: Readonly<Record<string, unknown>>;

  constructor(config: Readonly<Record<string, unknown>>) {
    this.config = config;
  }

  private expect(holds: boolean, name: string, expected: string): void {
    if (!holds) this.troubles.push({ place: name, found: valueText(this.config[name]), expected });
  }

  /** Files of older versions lack the settings that came later: `absent` is what they mean. */
  mustBe(name: string, wanted: unknown, absent: unknown): void {
    this.expect((this.config[name] ?? absent) === wanted, name, valueText(wanted));
  }

  /** A switch that is on unless it is told otherwise; off, the layer has no such tensor. */
  optionalTensor(name: string, tensor: string): void {
    const value = this.config[name] ?? true;
    this.expect(typeof value === 'boolean', name, 'true or false');
    if (value === false) this.leftOut.push(tensor);
  }

  channelsLast(): void {
    this.mustBe('data_format', 'channels_last', 'channels_last');
  }

  padding(validIsSame: boolean): void {
    const value = this.config['padding'];
    this.expect(value === 'same' || (value === 'valid' && validIsSame), 'padding', '"same"');
  }

  count(name: string): number {
    const value = this.config[name];
    const holds = Number.isSafeInteger(value) && (value as number) >= 1;
    this.expect(holds, name, 'a whole number from 1');
    return holds ? (value as number) : 1;
  }

  number(name: string, low: number, below: number): number {
    const value = this.config[name];
    const holds = typeof value === 'number' && value >= low && value < below;
    this.expect(holds, name, `a number ${low === 0 ? 'from' : 'above'} 0 to below ${below}`);
    return holds ? value : low;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.config, name);
  }

  /** Of a ReLU: 0, or that of our leaky-relu. */
  slope(name: string): number {
    if ((this.config[name] ?? 0) === 0) return 0;
    this.near(name, leakySlope);
    return leakySlope;
  }

  near(name: string, wanted: number): void {
    const value = this.config[name];
    this.expect(typeof value === 'number' && Math.abs(value - wanted) < 1e-6, name, `${wanted}`);
  }

  /** A size given as a number or as two equal ones. */
  square(name: string, allowed?: readonly number[], absent?: number): number {
    const value = this.config[name] ?? absent;
    const sides = (Array.isArray(value) ? value : [value, value]) as readonly unknown[];
    const [side] = sides;
    const equal =
      sides.length === 2 && sides[1] === side && Number.isSafeInteger(side) && (side as number) >= 1;
    const holds = equal && (allowed === undefined || allowed.includes(side as number));
    const choices =
      allowed === undefined
        ? 'two equal whole numbers from 1'
        : allowed.map((n) => `[${n}, ${n}]`).join(' or ');
    this.expect(holds, name, choices);
    return holds ? (side as number) : (allowed?.[0] ?? 1);
  }

  activation(): Activation {
    const value = this.config['activation'] ?? 'linear';
    const known =
      typeof value === 'string' && Object.hasOwn(activations, value) ? activations[value] : undefined;
    this.expect(known !== undefined, 'activation', Object.keys(activations).join(', '));
    return known ?? 'linear';
  }

  axisIsLast(rank: number): void {
    const value = this.config['axis'] ?? -1;
    const axis: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
    this.expect(axis === -1 || axis === rank, 'axis', `-1 or ${rank}, the channels`);
  }

  /** At most one side may be -1: whatever is left. */
  targetShape(input: Shape): Shape {
    const value = this.config['target_shape'];
    const sides = (Array.isArray(value) ? value : []) as readonly number[];
    const rest = product(input) / product(sides.filter((side) => side !== -1));
    const shape = sides.map((side) => (side === -1 ? rest : side));
    const holds =
      shape.length > 0 &&
      shape.every((side) => Number.isSafeInteger(side) && side >= 1) &&
      product(shape) === product(input);
    this.expect(holds, 'target_shape', `sizes from 1 whose product is ${product(input)}`);
    return holds ? shape : [product(input)];
  }
}
