// What can be seen of a list of layers before there are images: `validate` says it.
import { isJsonArray, isJsonObject, type Json } from '../../core/json.js';
import type { ParamFault } from '../../core/step.js';
import type { Architecture, LayerSpec } from '../../numerics/network/architecture.js';
import { defaultLatentLayer, markedLayers } from '../../numerics/network/model.js';
import { layerNames, resolveLayers } from '../../numerics/network/resolve-layers.js';
import { layerKinds } from '../architecture-parameter.js';

const numbers = ['filters', 'strides', 'units', 'size'] as const;

/** Whether the shapes of a layer can be worked out; what else is wrong with it, its schema says. */
function isLayer(value: Json): boolean {
  if (!isJsonObject(value) || !layerKinds.some((kind) => kind === value['kind'])) return false;
  const { kind, name, filters, units, shape } = value;
  if (kind === 'conv2d' && filters === undefined) return false;
  if (kind === 'dense' && units === undefined) return false;
  return (
    (name === undefined || typeof name === 'string') &&
    numbers.every((field) => value[field] === undefined || typeof value[field] === 'number') &&
    (kind !== 'reshape' || isShape(shape))
  );
}

function isShape(value: Json | undefined): value is readonly number[] {
  return value !== undefined && isJsonArray(value) && value.every((length) => typeof length === 'number');
}

/** A parameter of any type as a list of layers; undefined unless it is one. */
function layerList(parameter: Json | undefined): readonly LayerSpec[] | undefined {
  if (parameter === undefined || !isJsonArray(parameter) || parameter.length === 0) return undefined;
  return parameter.every(isLayer) ? (parameter as unknown as readonly LayerSpec[]) : undefined;
}

/** A network of a list of layers: one that begins with a dense layer takes images flattened. */
export function listArchitecture(layers: readonly LayerSpec[], input: readonly number[]): Architecture {
  const isFlat = layers[0]?.kind === 'dense';
  return { input: isFlat ? [input.reduce((total, side) => total * side, 1)] : input, layers };
}

/**
 * The first layer of the parameter `architecture` that does not fit in its place, for any kind that takes a network.
 * @param input (height, width, channels), NaN for a length that is not known.
 */
export function placeFaults(parameter: Json | undefined, input: Json | undefined): ParamFault[] {
  const layers = layerList(parameter);
  if (layers === undefined || !isShape(input)) return [];
  const resolved = resolveLayers(listArchitecture(layers, input));
  if (resolved.ok) return [];
  const { index, layer, found, expected } = resolved.problem;
  if (layers.findIndex(({ name }) => name === layer) < index && layers[index]?.name === layer) {
    return [{ path: ['architecture', index, 'name'], expected, found: `"${layer}" a second time` }];
  }
  return [
    {
      path: ['architecture', index],
      expected: `a layer that takes ${found}`,
      found: layer,
      remedy: `${layer} needs ${expected}`,
    },
  ];
}

/** What is wrong with the layers of a network to train: they must fit, and one be the latent one. */
export function trainingFaults(parameter: Json | undefined): ParamFault[] {
  const layers = layerList(parameter);
  if (layers === undefined) return [];
  const input = [NaN, NaN, 1];
  const architecture = listArchitecture(layers, input);
  const [, second] = markedLayers(architecture);
  const path = second === undefined ? ['architecture'] : ['architecture', second, 'latent'];
  const latent = defaultLatentLayer(architecture) === undefined ? [{ path, ...latentTexts(layers) }] : [];
  return [...placeFaults(parameter, input), ...latent];
}

/** Why layers have no single latent one. */
export function latentTexts(layers: readonly LayerSpec[]): Required<Omit<ParamFault, 'path'>> {
  const names = layerNames(layers);
  const marked = markedLayers({ input: [], layers }).map((index) => names[index] ?? '');
  return marked.length > 1
    ? {
        expected: 'on one layer only',
        found: `latent: true on ${marked.slice(0, -1).join(', ')} and ${marked.at(-1) ?? ''}`,
        remedy: 'keep it where the output describes an image; a batch norm right behind belongs to it',
      }
    : {
        expected: 'a list with latent: true on one layer',
        found: 'a list without',
        remedy: 'add latent: true to the layer whose output describes an image',
      };
}
