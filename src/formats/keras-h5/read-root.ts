import type { Group } from 'h5wasm/node';
import { fail, ok, type Result } from '../../core/result.js';
import type { Architecture } from '../../numerics/network/architecture.js';
import { convertModel, type ConvertedModel } from './convert-model.js';
import { isGroup } from './hdf5.js';
import { latentLayerAttribute } from './latent-layer-attribute.js';
import { readLayerWeights, type KerasLayerWeights } from './layer-weights.js';
import { withLeftOut } from './left-out.js';
import type { MatchBy } from './match-weights.js';
import type { KerasTrouble } from './trouble.js';
import { readVariableGroups, variableGroup } from './variable-groups.js';

/** What a Keras file holds. */
export interface KerasFile {
  /** The network of a full model; absent in a weights-only file. */
  readonly architecture?: Architecture;
  /** The layers that have weights, in the file's order. */
  readonly weights: readonly KerasLayerWeights[];
  /** How the layers of a network find their weights when the file has no network. */
  readonly matchBy: MatchBy;
  /** The name of the layer whose output is the latents, in a file that skysort wrote. */
  readonly latentLayer?: string;
  readonly kerasVersion?: string;
}

/** Reads all that we need of an open file; the result does not refer to it. */
export function readRoot(root: Group): Result<KerasFile, KerasTrouble> {
  const config = attributeText(root, 'model_config');
  const modelWeights = root.get('model_weights');
  const variables = variableGroup(root);
  if (config === undefined && variables !== undefined) {
    const weights = readVariableGroups(variables);
    return weights.ok ? ok({ weights: weights.value, matchBy: 'class' }) : weights;
  }
  if (config === undefined && !isGroup(modelWeights) && !hasLayerNames(root)) {
    return fail({
      place: 'the root group',
      found: `no Keras model; it holds ${root.keys().join(', ') || 'nothing'}`,
      expected: 'model_config and model_weights, or the layer groups of a weights-only file',
    });
  }
  let model: ConvertedModel | undefined;
  if (config !== undefined) {
    const parsed = parseConfig(config);
    if (!parsed.ok) return parsed;
    const converted = convertModel(parsed.value);
    if (!converted.ok) return converted;
    model = converted.value;
  }
  if (config !== undefined && !isGroup(modelWeights)) {
    return fail({ place: 'the root group', found: 'model_config without model_weights', expected: 'both' });
  }
  const weights = isGroup(modelWeights)
    ? readLayerWeights(modelWeights, 'model_weights')
    : readLayerWeights(root, 'the root group');
  if (!weights.ok) return weights;
  const kerasVersion = attributeText(root, 'keras_version');
  const latentLayer = attributeText(root, latentLayerAttribute);
  return ok({
    weights: weights.value.map((own) => withLeftOut(own, model?.leftOut.get(own.layer) ?? [])),
    matchBy: 'order',
    ...(latentLayer === undefined ? {} : { latentLayer }),
    ...(model === undefined ? {} : { architecture: model.architecture }),
    ...(kerasVersion === undefined ? {} : { kerasVersion }),
  });
}

function hasLayerNames(group: Group): boolean {
  return Object.keys(group.attrs).some((name) => /^layer_names\d*$/.test(name));
}

function parseConfig(text: string): Result<unknown, KerasTrouble> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail({
      place: 'model_config',
      found: 'text that is not JSON',
      expected: 'the JSON of a Keras model',
    });
  }
}

function attributeText(group: Group, name: string): string | undefined {
  const value: unknown = group.attrs[name]?.value;
  if (typeof value === 'string') return value;
  return Array.isArray(value) && typeof value[0] === 'string' ? value[0] : undefined;
}
