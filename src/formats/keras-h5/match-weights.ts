import { fail, ok, type Result } from '../../core/result.js';
import type { Weights } from '../../numerics/network/architecture.js';
import { shapeText, type ResolvedLayer, type TensorSpec } from '../../numerics/network/resolve-layers.js';
import type { KerasLayerWeights } from './layer-weights.js';
import { canBeLeftOut, withLeftOut } from './left-out.js';
import type { KerasTrouble } from './trouble.js';

/** How the layers of a network find theirs in a file. */
export type MatchBy = 'name' | 'order' | 'class';

const classNames: Readonly<Record<string, string>> = {
  conv2d: 'conv2d',
  dense: 'dense',
  'batch-norm': 'batch_normalization',
};

/** For each layer, `conv2d`, `conv2d_1` … as Keras 3 counts the layers of a class. */
function namesByClass(layers: readonly ResolvedLayer[]): string[] {
  const counts = new Map<string, number>();
  return layers.map(({ layer }) => {
    const stem = classNames[layer.kind] ?? layer.kind;
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    return count === 0 ? stem : `${stem}_${count}`;
  });
}

/**
 * Gives each layer of a network its arrays from a Keras file.
 * @param by `name`: the file's layer of the same name, as in a full model. `order`: the file's layers that have weights, one after
 * another, as Keras loads a weights-only file, whose names may be those of another session. `class`: the layers of each class one
 * after another, as a `.weights.h5` counts them. Weights alone may do without a bias, beta or gamma: nothing in such a file says
 * whether the layer has one.
 * @returns Weights by our names; trouble names the layer, its arrays and both shapes.
 */
export function matchWeights(
  layers: readonly ResolvedLayer[],
  file: readonly KerasLayerWeights[],
  by: MatchBy,
): Result<Weights, KerasTrouble> {
  const weighted = layers.filter(({ tensors }) => tensors.length > 0);
  if (by !== 'name' && weighted.length !== file.length) {
    return fail({
      place: 'layers with weights',
      found: `${file.length} (${file.map(({ layer }) => layer).join(', ')})`,
      expected: `${weighted.length} (${weighted.map(({ layer }) => layer.name).join(', ')})`,
    });
  }
  const names = by === 'class' ? namesByClass(weighted) : weighted.map(({ layer }) => layer.name);
  const weights: Record<string, Float32Array> = {};
  for (const [index, { layer, tensors }] of weighted.entries()) {
    const { name } = layer;
    const found = by === 'order' ? file[index] : file.find((candidate) => candidate.layer === names[index]);
    const own = found === undefined || by === 'name' ? found : completed(found, tensors);
    const place =
      own === undefined || own.layer === name ? `layer ${name}` : `layer ${name} (${own.layer} in the file)`;
    if (own === undefined) return fail({ place, found: 'no weights', expected: tensorList(tensors) });
    const trouble = misfit(tensors, own);
    if (trouble !== undefined) return fail({ place, ...trouble });
    for (const { name: tensor, values } of own.tensors) weights[`${name}/${tensor}`] = values;
  }
  return ok(weights);
}

function completed(own: KerasLayerWeights, wanted: readonly TensorSpec[]): KerasLayerWeights {
  const absent = wanted
    .map(({ name }) => name)
    .filter((name) => own.tensors.every((one) => one.name !== name));
  return withLeftOut(own, absent.filter(canBeLeftOut));
}

function misfit(
  wanted: readonly TensorSpec[],
  { tensors }: KerasLayerWeights,
): { readonly found: string; readonly expected: string } | undefined {
  const found = tensorList(tensors);
  const expected = tensorList(wanted);
  const sorted = (list: string): string => list.split('; ').sort().join('; ');
  return sorted(found) === sorted(expected) ? undefined : { found, expected };
}

function tensorList(
  tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
): string {
  return tensors.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join('; ');
}
