import type { Group } from 'h5wasm/node';
import { fail, ok, type Result } from '../../core/result.js';
import { isDataset, isGroup } from './hdf5.js';
import { readFloats, type KerasLayerWeights, type KerasTensor } from './layer-weights.js';
import type { KerasTrouble } from './trouble.js';

const moving = ['moving_mean', 'moving_variance'];
const affine = [['kernel', 'bias'], ['kernel']];
/** The variables of a layer by its class, in the order of their numbers; three of a batch norm do not tell which of its four is left out. */
const variableNames: Readonly<Record<string, readonly (readonly string[])[]>> = {
  conv2d: affine,
  dense: affine,
  batch_normalization: [['gamma', 'beta', ...moving], moving],
};

/** The group with the layers of a `.weights.h5` of Keras 3; undefined in any other file. */
export function variableGroup(root: Group): Group | undefined {
  const layers = ['layers', '_layer_checkpoint_dependencies'].map((name) => root.get(name));
  return layers.find(isGroup);
}

/**
 * Reads a `.weights.h5`, in which Keras 3 (and Keras 2 from 2.13) counts the layers of each class, whatever their names: `conv2d`,
 * `conv2d_1` …, each with `vars/0`, `vars/1` …
 * @returns The layers that have variables, under those names.
 */
export function readVariableGroups(group: Group): Result<KerasLayerWeights[], KerasTrouble> {
  const layers: KerasLayerWeights[] = [];
  for (const layer of [...group.keys()].sort()) {
    const own = group.get(layer);
    const variables = isGroup(own) ? own.get('vars') : null;
    const count = isGroup(variables) ? variables.keys().length : 0;
    if (!isGroup(variables) || count === 0) continue;
    const place = `layers/${layer}/vars`;
    const stem = layer.replace(/_\d+$/, '');
    const lists = Object.hasOwn(variableNames, stem) ? (variableNames[stem] ?? []) : [];
    const names = lists.find(({ length }) => length === count);
    if (names === undefined) {
      const expected = Object.entries(variableNames).map(
        ([kind, own]) => `${own.map(({ length }) => length).join(' or ')} of a ${kind}`,
      );
      return fail({ place, found: `${count} variables`, expected: expected.join(', ') });
    }
    const tensors: KerasTensor[] = [];
    for (const [index, name] of names.entries()) {
      const dataset = variables.get(`${index}`);
      const at = `${place}/${index}`;
      if (!isDataset(dataset)) return fail({ place: at, found: 'no such dataset', expected: name });
      const values = readFloats(dataset, at);
      if (!values.ok) return values;
      tensors.push({ name, ...values.value });
    }
    layers.push({ layer, tensors });
  }
  return ok(layers);
}
