import { fail, ok, type Result } from '../../core/result.js';
import type { Weights } from '../../numerics/network/architecture.js';
import { shapeText, type ResolvedLayer, type TensorSpec } from '../../numerics/network/resolve-layers.js';
import type { KerasLayerWeights } from './layer-weights.js';
import type { KerasTrouble } from './trouble.js';

/**
 * Gives each layer of a network its arrays from a Keras file.
 * @param by `name`: the file's layer of the same name, as in a full model. `order`: the file's layers that have weights, one after
 * another, as Keras loads a weights-only file, whose names may be those of another session.
 * @returns Weights by our names; trouble names the layer, its arrays and both shapes.
 */
export function matchWeights(
  layers: readonly ResolvedLayer[],
  file: readonly KerasLayerWeights[],
  by: 'name' | 'order',
): Result<Weights, KerasTrouble> {
  const weighted = layers.filter(({ tensors }) => tensors.length > 0);
  if (by === 'order' && weighted.length !== file.length) {
    return fail({
      place: 'layers with weights',
      found: `${file.length} (${file.map(({ layer }) => layer).join(', ')})`,
      expected: `${weighted.length} (${weighted.map(({ layer }) => layer.name).join(', ')})`,
    });
  }
  const weights: Record<string, Float32Array> = {};
  for (const [index, { layer, tensors }] of weighted.entries()) {
    const { name } = layer;
    const own = by === 'order' ? file[index] : file.find((candidate) => candidate.layer === name);
    const place =
      own === undefined || own.layer === name ? `layer ${name}` : `layer ${name} (${own.layer} in the file)`;
    if (own === undefined) return fail({ place, found: 'no weights', expected: tensorList(tensors) });
    const trouble = misfit(tensors, own);
    if (trouble !== undefined) return fail({ place, ...trouble });
    for (const { name: tensor, values } of own.tensors) weights[`${name}/${tensor}`] = values;
  }
  return ok(weights);
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
