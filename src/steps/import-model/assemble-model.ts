import type { Failure, UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { matchWeights } from '../../formats/keras-h5.js';
import type { Architecture, LayerSpec } from '../../numerics/network/architecture.js';
import { defaultLatentLayer, type Model } from '../../numerics/network/model.js';
import { presetArchitecture } from '../../numerics/network/presets.js';
import {
  resolveLayers,
  type CompleteLayer,
  shapeText,
  type ResolvedLayer,
} from '../../numerics/network/resolve-layers.js';
import type { Trained } from './read-trained.js';

export interface ImportChoices {
  readonly architecture: 'file' | 'dense' | 'cnn' | readonly LayerSpec[];
  /** (height, width, channels), for an architecture that the file does not have. */
  readonly input: readonly number[];
  /** A layer's name. */
  readonly latent: string | null;
}

/**
 * Joins the weights of a file with a network: the file's own, or the one asked for, which must then agree with the file.
 * @param file How errors name the file.
 */
export function assembleModel(trained: Trained, file: string, choices: ImportChoices): Result<Model> {
  const asked = askedArchitecture(choices);
  const architecture = trained.architecture ?? asked;
  if (architecture === undefined) return fail(noArchitecture(file));
  const layers = resolved(architecture, choices);
  if (!layers.ok) return layers;
  if (trained.architecture !== undefined && asked !== undefined) {
    const wanted = resolved(asked, choices);
    if (!wanted.ok) return wanted;
    const difference = firstDifference(layers.value, wanted.value);
    if (difference !== undefined) return fail(difference);
  }
  const by = trained.architecture === undefined ? trained.matchBy : 'name';
  const weights = matchWeights(layers.value, trained.weights, by);
  if (!weights.ok) return fail(unsuitableWeights(file, weights.failure, trained.architecture === undefined));
  const broken = firstNonFinite(weights.value);
  if (broken !== undefined) return fail(nonFiniteWeight(file, broken));
  const names = layers.value.map(({ layer }) => layer.name);
  const told = names.findIndex((name) => name === trained.latentLayer);
  const byDefault = told >= 0 ? told : defaultLatentLayer(asked ?? architecture);
  const latentLayer = findLatent(names, choices.latent, byDefault);
  if (!latentLayer.ok) return latentLayer;
  return ok({
    architecture: { input: architecture.input, layers: layers.value.map(({ layer }) => layer) },
    latentLayer: latentLayer.value,
    weights: weights.value,
    training: trained.origin,
  });
}

interface BrokenWeight {
  /** `<layer>/<tensor>`. */
  readonly tensor: string;
  readonly index: number;
  readonly value: number;
}

function firstNonFinite(weights: Model['weights']): BrokenWeight | undefined {
  for (const [tensor, values] of Object.entries(weights)) {
    const index = values.findIndex((value) => !Number.isFinite(value));
    if (index >= 0) return { tensor, index, value: values[index] ?? NaN };
  }
  return undefined;
}

/** One such weight would make every latent NaN. */
function nonFiniteWeight(file: string, { tensor, index, value }: BrokenWeight): UnsuitableInput {
  const [layer = '', name = ''] = tensor.split('/');
  return {
    reason: 'unsuitable-input',
    input: 'weights',
    file,
    found: `${value} at place ${index} of the ${name} of layer ${layer}`,
    expected: 'finite weights',
    remedy: 'the training that made them diverged, or the file is damaged: use another',
  };
}

function askedArchitecture({ architecture, input }: ImportChoices): Architecture | undefined {
  if (architecture === 'file') return undefined;
  const [height, width] = input;
  if (typeof architecture === 'string') return presetArchitecture(architecture, height, width);
  // A network that begins with a dense layer takes images flattened.
  const isFlat = architecture[0]?.kind === 'dense';
  return { input: isFlat ? [input.reduce((total, side) => total * side, 1)] : input, layers: architecture };
}

function resolved(architecture: Architecture, { input }: ImportChoices): Result<readonly ResolvedLayer[]> {
  const network = resolveLayers(architecture);
  if (network.ok) return ok(network.layers);
  const { layer, found, expected } = network.problem;
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'architecture',
    found: `in layer ${layer}, ${found}`,
    expected,
    remedy: `correct the list of layers, or input, which is [${input.join(', ')}]`,
  });
}

function findLatent(
  names: readonly string[],
  wanted: string | null,
  byDefault: number | undefined,
): Result<number> {
  const index = wanted === null ? byDefault : names.indexOf(wanted);
  if (index !== undefined && index >= 0) return ok(index);
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'latent',
    found:
      wanted === null
        ? 'no name, neither one layer with latent: true nor a batch norm behind a layer named latent_layer'
        : JSON.stringify(wanted),
    expected: `one of the layers ${names.join(', ')}`,
    remedy: 'give latent the name of the layer whose output is the latents',
  });
}

function noArchitecture(file: string): Failure {
  return {
    reason: 'unsuitable-input',
    input: 'weights',
    file,
    found: 'weights without the network that they belong to',
    expected: 'a full model (model_config and model_weights)',
    remedy: 'set architecture: dense, cnn or a list of layers; or save the whole model in Keras',
  };
}

function unsuitableWeights(
  file: string,
  { place, found, expected }: { readonly place: string; readonly found: string; readonly expected: string },
  isAsked: boolean,
): Failure {
  return {
    reason: 'unsuitable-input',
    input: 'weights',
    file,
    found: `${place}: ${found}`,
    expected,
    remedy: isAsked
      ? 'set architecture to the network that the weights were trained with'
      : 'save the model again: its weights do not belong to its own layers',
  };
}

/** Where the file's network is not the one asked for; names may differ. */
function firstDifference(
  file: readonly ResolvedLayer[],
  asked: readonly ResolvedLayer[],
): Failure | undefined {
  const texts = (layers: readonly ResolvedLayer[]) =>
    layers.map(({ layer, input }) => layerText(layer, input));
  const [found, wanted] = [texts(file), texts(asked)];
  const length = Math.max(found.length, wanted.length);
  const at = Array.from({ length }, (_, index) => index).find((index) => found[index] !== wanted[index]);
  if (at === undefined) return undefined;
  return {
    reason: 'unsuitable-parameter',
    parameter: 'architecture',
    found: `as layer ${at + 1}, ${wanted[at] ?? 'none'}`,
    expected: `what the file has there, ${found[at] ?? 'none'}`,
    remedy: 'set architecture: file, since the file has its own network',
  };
}

function layerText(layer: CompleteLayer, input: readonly number[]): string {
  const fields = Object.entries(layer).filter(([field]) => field !== 'name');
  return `${JSON.stringify(Object.fromEntries(fields))} on ${shapeText(input)}`;
}
