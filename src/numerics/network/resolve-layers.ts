import type { Architecture, LayerSpec } from './architecture.js';

type Complete<L> = L extends unknown ? Required<Omit<L, 'latent'>> : never;

/** A layer with its name and every field, no default left out. */
export type CompleteLayer = Complete<LayerSpec>;

/** One array of weights of a layer; row-major. */
export interface TensorSpec {
  readonly name: 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance';
  readonly shape: readonly number[];
  /** False for the statistics of a batch norm, which are measured and not trained. */
  readonly trainable: boolean;
}

/** A layer in its place: shapes are (height, width, channels) or (features,), without the batch. */
export interface ResolvedLayer {
  readonly layer: CompleteLayer;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** In the order of Keras: kernel, bias; gamma, beta, moving_mean, moving_variance. */
  readonly tensors: readonly TensorSpec[];
}

/** Why a list of layers is no network. The texts complete "layer X: found …, expected …". */
export interface LayerProblem {
  readonly layer: string;
  /** Of the layer in the list. */
  readonly index: number;
  readonly found: string;
  readonly expected: string;
}

export type ResolvedNetwork =
  | { readonly ok: true; readonly layers: readonly ResolvedLayer[] }
  | { readonly ok: false; readonly problem: LayerProblem };

const defaultNames: Readonly<Record<LayerSpec['kind'], string>> = {
  conv2d: 'conv2d',
  dense: 'dense',
  'max-pool': 'max_pooling2d',
  'average-pool': 'average_pooling2d',
  upsample: 'up_sampling2d',
  'batch-norm': 'batch_normalization',
  flatten: 'flatten',
  reshape: 'reshape',
  dropout: 'dropout',
  activation: 'activation',
};

/**
 * Names for all layers: a given name is kept, the others are `conv2d_1`, `conv2d_2`, `max_pooling2d_1` … as in Keras 2,
 * which counts the unnamed layers of each kind; a number whose name is taken is passed over.
 */
export function layerNames(layers: readonly LayerSpec[]): string[] {
  const taken = new Set(layers.flatMap((layer) => (layer.name === undefined ? [] : [layer.name])));
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    if (layer.name !== undefined) return layer.name;
    const stem = defaultNames[layer.kind];
    let count = (counts.get(stem) ?? 0) + 1;
    while (taken.has(`${stem}_${count}`)) count++;
    counts.set(stem, count);
    return `${stem}_${count}`;
  });
}

/** The layer with its name and every default written out: activation linear, strides 1, sizes 2, momentum .99, epsilon .001. */
function completeLayer(layer: LayerSpec, name: string): CompleteLayer {
  switch (layer.kind) {
    case 'conv2d': {
      const { kind, filters, kernel, strides = 1, activation = 'linear' } = layer;
      return { name, kind, filters, kernel, strides, activation };
    }
    case 'dense':
      return { name, kind: layer.kind, units: layer.units, activation: layer.activation ?? 'linear' };
    case 'max-pool':
    case 'average-pool':
    case 'upsample':
      return { name, kind: layer.kind, size: layer.size ?? 2 };
    case 'batch-norm': {
      const { kind, momentum = 0.99, epsilon = 0.001 } = layer;
      return { name, kind, momentum, epsilon };
    }
    case 'flatten':
      return { name, kind: layer.kind };
    case 'reshape':
      return { name, kind: layer.kind, shape: layer.shape };
    case 'dropout':
      return { name, kind: layer.kind, rate: layer.rate };
    case 'activation':
      return { name, kind: layer.kind, activation: layer.activation };
  }
}

/**
 * Works out every layer's name, fields, shapes and tensors. A side of the input that is NaN is not known yet, and what depends on
 * it is taken to fit: so the layers can be checked before there are images.
 * @returns The layers in order, or the first problem: two equal names, a layer that cannot take its input's shape.
 */
export function resolveLayers(architecture: Architecture): ResolvedNetwork {
  const names = layerNames(architecture.layers);
  const resolved: ResolvedLayer[] = [];
  let input = architecture.input;
  for (const [index, spec] of architecture.layers.entries()) {
    const name = names[index]!;
    if (names.indexOf(name) !== index) {
      const texts = { found: 'a second layer of this name', expected: 'a name that no other layer has' };
      return { ok: false, problem: { layer: name, index, ...texts } };
    }
    const layer = completeLayer(spec, name);
    const misfit = inputProblem(layer, input);
    if (misfit !== undefined) return { ok: false, problem: { layer: name, index, ...misfit } };
    const output = outputShape(layer, input);
    resolved.push({ layer, input, output, tensors: layerTensors(layer, input) });
    input = output;
  }
  return { ok: true, layers: resolved };
}

/** How many numbers the layers hold, as Keras counts them in a model's summary. */
export function countParameters(layers: readonly ResolvedLayer[]): { total: number; trainable: number } {
  const tensors = layers.flatMap((layer) => layer.tensors);
  const count = (some: readonly TensorSpec[]): number =>
    some.reduce((sum, tensor) => sum + product(tensor.shape), 0);
  return { total: count(tensors), trainable: count(tensors.filter((tensor) => tensor.trainable)) };
}

/** Number of elements of a shape; 1 for the empty shape. */
export function product(shape: readonly number[]): number {
  return shape.reduce((total, length) => total * length, 1);
}

/** `(128, 128, 1)`, and `(1024,)` with the comma of Python's tuples; `?` for a length that is not known. */
export function shapeText(shape: readonly number[]): string {
  const lengths = shape.map((length) => (Number.isNaN(length) ? '?' : String(length)));
  return lengths.length === 1 ? `(${lengths[0]!},)` : `(${lengths.join(', ')})`;
}

function inputProblem(
  layer: CompleteLayer,
  input: readonly number[],
): Pick<LayerProblem, 'found' | 'expected'> | undefined {
  const found = `an input of shape ${shapeText(input)}`;
  switch (layer.kind) {
    case 'conv2d':
    case 'max-pool':
    case 'average-pool':
    case 'upsample':
      if (input.length === 3) return undefined;
      return { found, expected: 'an input of shape (height, width, channels)' };
    case 'dense':
      if (input.length === 1) return undefined;
      return { found, expected: 'a flat input: put a flatten layer before it' };
    case 'reshape':
      if (Number.isNaN(product(input)) || product(layer.shape) === product(input)) return undefined;
      return {
        found,
        expected: `${product(layer.shape)} elements, to fill the shape ${shapeText(layer.shape)}`,
      };
    case 'batch-norm':
    case 'flatten':
    case 'dropout':
    case 'activation':
      return undefined;
  }
}

function outputShape(layer: CompleteLayer, input: readonly number[]): readonly number[] {
  const [height, width, channels] = input as [number, number, number];
  switch (layer.kind) {
    case 'conv2d':
      return [Math.ceil(height / layer.strides), Math.ceil(width / layer.strides), layer.filters];
    case 'max-pool':
    case 'average-pool':
      return [Math.ceil(height / layer.size), Math.ceil(width / layer.size), channels];
    case 'upsample':
      return [height * layer.size, width * layer.size, channels];
    case 'dense':
      return [layer.units];
    case 'flatten':
      return [product(input)];
    case 'reshape':
      return layer.shape;
    case 'batch-norm':
    case 'dropout':
    case 'activation':
      return input;
  }
}

function layerTensors(layer: CompleteLayer, input: readonly number[]): TensorSpec[] {
  const last = input[input.length - 1]!;
  const tensor = (name: TensorSpec['name'], shape: readonly number[], trainable = true): TensorSpec => ({
    name,
    shape,
    trainable,
  });
  switch (layer.kind) {
    case 'conv2d':
      return [
        tensor('kernel', [layer.kernel, layer.kernel, last, layer.filters]),
        tensor('bias', [layer.filters]),
      ];
    case 'dense':
      return [tensor('kernel', [last, layer.units]), tensor('bias', [layer.units])];
    case 'batch-norm':
      return [
        tensor('gamma', [last]),
        tensor('beta', [last]),
        tensor('moving_mean', [last], false),
        tensor('moving_variance', [last], false),
      ];
    default:
      return [];
  }
}
