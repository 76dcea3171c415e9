import { fail, ok, type Result } from '../../core/result.js';
import type { Architecture } from '../../numerics/network/architecture.js';
import { resolveLayers, type CompleteLayer } from '../../numerics/network/resolve-layers.js';
import { convertLayer } from './convert-layer.js';
import { kerasChain } from './keras-chain.js';
import type { KerasTrouble } from './trouble.js';

export interface ConvertedModel {
  readonly architecture: Architecture;
  /** By a layer's name, the tensors that it does without. */
  readonly leftOut: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads the network out of a Keras model's `model_config`; the layers keep their names.
 * @param modelConfig The parsed JSON.
 */
export function convertModel(modelConfig: unknown): Result<ConvertedModel, KerasTrouble> {
  const chain = kerasChain(modelConfig);
  if (!chain.ok) return chain;
  const layers: CompleteLayer[] = [];
  const leftOut = new Map<string, readonly string[]>();
  let input = chain.value.input;
  for (const kerasLayer of chain.value.layers) {
    const converted = convertLayer(kerasLayer, input);
    if (!converted.ok) return converted;
    const resolved = resolveLayers({ input, layers: [converted.value.spec] });
    if (!resolved.ok) {
      const { layer, found, expected } = resolved.problem;
      return fail({ place: `model_config, layer ${layer} (${kerasLayer.className})`, found, expected });
    }
    const { layer, output } = resolved.layers[0]!;
    if (layers.some(({ name }) => name === layer.name)) {
      const place = `model_config, layer ${layer.name}`;
      return fail({ place, found: 'a second layer of this name', expected: 'a name of its own' });
    }
    layers.push(layer);
    leftOut.set(layer.name, converted.value.leftOut);
    input = output;
  }
  return ok({ architecture: { input: chain.value.input, layers }, leftOut });
}
