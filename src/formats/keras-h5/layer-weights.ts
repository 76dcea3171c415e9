import type { Dataset, Group } from 'h5wasm/node';
import { fail, ok, type Result } from '../../core/result.js';
import { product, shapeText } from '../../numerics/network/resolve-layers.js';
import { isDataset, isGroup } from './hdf5.js';
import { valueText, type KerasTrouble } from './trouble.js';

/** The arrays of one layer that has any, in the file's order. */
export interface KerasLayerWeights {
  readonly layer: string;
  readonly tensors: readonly KerasTensor[];
}

export interface KerasTensor {
  /** `kernel`, `bias`, `gamma` … */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * Reads the layer groups of a `.h5` of Keras 2 or 3: `layer_names` names them in order, each has `weight_names`.
 * @param group `model_weights` of a full model, the root of a weights-only file.
 * @param place How an error names the group.
 */
export function readLayerWeights(group: Group, place: string): Result<KerasLayerWeights[], KerasTrouble> {
  const names = textList(group, 'layer_names');
  if (names === undefined) {
    const found = `no layer_names; it holds ${group.keys().join(', ') || 'nothing'}`;
    return fail({ place, found, expected: 'the layer_names that Keras writes' });
  }
  const layers: KerasLayerWeights[] = [];
  for (const layer of names) {
    const layerGroup = group.get(layer);
    if (!isGroup(layerGroup)) {
      const found = `no group ${layer}, which layer_names lists`;
      return fail({ place, found, expected: 'a group for each layer' });
    }
    const tensors = readTensors(layerGroup, `${place}, layer ${layer}`);
    if (!tensors.ok) return tensors;
    if (tensors.value.length > 0) layers.push({ layer, tensors: tensors.value });
  }
  return ok(layers);
}

function readTensors(group: Group, place: string): Result<KerasTensor[], KerasTrouble> {
  const tensors: KerasTensor[] = [];
  for (const path of textList(group, 'weight_names') ?? []) {
    const at = `${place}, ${path}`;
    const dataset = group.get(path);
    if (!isDataset(dataset)) {
      return fail({ place: at, found: 'no such dataset', expected: 'every array that weight_names lists' });
    }
    const values = readFloats(dataset, at);
    if (!values.ok) return values;
    // `conv2d_1_1/kernel:0`: the layer again, the array, the number of the output of a TensorFlow operation.
    const name = path.split('/').at(-1)!.replace(/:\d+$/, '');
    tensors.push({ name, ...values.value });
  }
  return ok(tensors);
}

/** @param place How an error names the array. */
export function readFloats(
  dataset: Dataset,
  place: string,
): Result<{ shape: readonly number[]; values: Float32Array }, KerasTrouble> {
  const { dtype, shape, metadata } = dataset;
  if ((dtype !== '<f' && dtype !== '<d') || shape === null) {
    const found = `type ${valueText(dtype)} and shape ${valueText(shape)}`;
    return fail({ place, found, expected: 'an array of little-endian float32 or float64' });
  }
  const expected = product(shape);
  if (metadata.total_size !== expected) {
    return fail({ place, found: `${metadata.total_size} values`, expected: `${expected}` });
  }
  const value = expected === 0 ? new Float32Array(0) : dataset.value;
  if (!(value instanceof Float32Array || value instanceof Float64Array) || value.length !== expected) {
    return fail({
      place,
      found: 'values that cannot be read',
      expected: `values of shape ${shapeText(shape)}`,
    });
  }
  return ok({ shape, values: value instanceof Float32Array ? value : Float32Array.from(value) });
}

/** A list of texts in an attribute, which Keras cuts into `name0`, `name1` … when it is above 64 KB. */
function textList(group: Group, name: string): string[] | undefined {
  const attributes = group.attrs;
  const whole = attributes[name];
  if (whole !== undefined) return texts(whole.value);
  const chunks: string[] = [];
  for (let index = 0; ; index++) {
    const chunk = attributes[`${name}${index}`];
    if (chunk === undefined) return index === 0 ? undefined : chunks;
    chunks.push(...texts(chunk.value));
  }
}

/** An empty list is stored as an empty array of numbers. */
function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
