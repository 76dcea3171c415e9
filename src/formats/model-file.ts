import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fail, ok, type Result } from '../core/result.js';
import type { UnreadableInput } from '../core/failure.js';
import type { Weights } from '../numerics/network/architecture.js';
import type { JsonValue, Model } from '../numerics/network/model.js';
import {
  countParameters,
  product,
  resolveLayers,
  shapeText,
  type ResolvedLayer,
} from '../numerics/network/resolve-layers.js';
import { parseArchitecture } from './model-layers.js';
import { decodeSafetensors, encodeSafetensors, type Tensor } from './safetensors.js';

/** The names of the two files of a model's folder. */
export const modelJsonName = 'model.json';
export const modelTensorsName = 'model.safetensors';

const formatName = 'skysort-model';
const formatVersion = 1;

/**
 * Writes `model.json` (layers with every field, latent layer, counts, training) and `model.safetensors` (the weights) into a folder
 * that exists. The same model gives the same bytes.
 * @throws TypeError when the layers fit no network, the latent layer is not one of them, or a tensor is missing, superfluous or of
 * another size: a defect in the caller.
 */
export async function writeModel(folder: string, model: Model): Promise<void> {
  const network = resolveLayers(model.architecture);
  if (!network.ok) {
    const { layer, found, expected } = network.problem;
    throw new TypeError(`writeModel: layer ${layer} has ${found}, expected ${expected}`);
  }
  const latent = network.layers[model.latentLayer];
  if (latent === undefined) throw new TypeError(`writeModel: there is no layer ${model.latentLayer}`);
  const tensors = namedTensors(network.layers, model.weights);
  const misfit = weightsMisfit(network.layers, Object.keys(model.weights), tensors);
  if (misfit !== undefined) {
    throw new TypeError(`writeModel: ${misfit.place}: ${misfit.found}, expected ${misfit.expected}`);
  }
  const description = {
    format: formatName,
    version: formatVersion,
    input: model.architecture.input,
    layers: network.layers.map(({ layer }) => layer),
    latent_layer: latent.layer.name,
    parameters: countParameters(network.layers),
    training: model.training ?? null,
  };
  await writeFile(join(folder, modelTensorsName), encodeSafetensors(tensors, { format: formatName }));
  await writeFile(join(folder, modelJsonName), `${JSON.stringify(description, refuseNonFinite, 2)}\n`);
}

/**
 * Reads what `writeModel` wrote. The model's layers carry their names and every field.
 * @returns Failure `unreadable-input`, naming the file and the place in it, when either file is not what the other and the format say.
 */
export async function readModel(jsonPath: string, tensorsPath: string): Promise<Result<Model>> {
  const description = parseDescription(await readFile(jsonPath, 'utf8'));
  if (!description.ok) return unreadable(jsonPath, description.failure);
  const { input, latentName, training } = description.value;
  const parsed = parseArchitecture(input, description.value.layers);
  if ('found' in parsed) return unreadable(jsonPath, parsed);
  const network = resolveLayers(parsed);
  if (!network.ok) {
    const { layer, found, expected } = network.problem;
    return unreadable(jsonPath, { place: `layer ${layer}`, found, expected });
  }
  const names = network.layers.map(({ layer }) => layer.name);
  const latentLayer = names.findIndex((name) => name === latentName);
  if (latentLayer < 0) {
    const expected = `a layer's name: ${names.join(', ')}`;
    return unreadable(jsonPath, { place: 'latent_layer', found: valueText(latentName), expected });
  }
  const file = decodeSafetensors(await readFile(tensorsPath), tensorsPath);
  if (!file.ok) return file;
  const { tensors } = file.value;
  const misfit = weightsMisfit(
    network.layers,
    tensors.map(({ name }) => name),
    tensors,
  );
  if (misfit !== undefined) return unreadable(tensorsPath, misfit);
  const weights: Weights = Object.fromEntries(tensors.map(({ name, values }) => [name, values]));
  const architecture = { input: parsed.input, layers: network.layers.map(({ layer }) => layer) };
  return ok({ architecture, latentLayer, weights, ...(training === null ? {} : { training }) });
}

interface Trouble {
  readonly place: string;
  readonly found: string;
  readonly expected: string;
}

interface Description {
  readonly input: unknown;
  readonly layers: unknown;
  readonly latentName: unknown;
  readonly training: JsonValue;
}

function parseDescription(text: string): Result<Description, Trouble> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail({
      place: 'the text',
      found: 'text that is not JSON',
      expected: 'the JSON of a skysort model',
    });
  }
  const { format, version, input, layers, latent_layer, training } = (value ?? {}) as Record<string, unknown>;
  if (format !== formatName) {
    return fail({ place: 'format', found: valueText(format), expected: `"${formatName}"` });
  }
  if (version !== formatVersion) {
    return fail({ place: 'version', found: valueText(version), expected: `${formatVersion}` });
  }
  return ok({ input, layers, latentName: latent_layer, training: (training ?? null) as JsonValue });
}

function namedTensors(layers: readonly ResolvedLayer[], weights: Weights): Tensor[] {
  return layers.flatMap(({ layer, tensors }) =>
    tensors.map((tensor) => {
      const name = `${layer.name}/${tensor.name}`;
      const values = weights[name];
      if (values?.length !== product(tensor.shape)) {
        throw new TypeError(
          `writeModel: ${name} has ${values?.length ?? 'no'} values, its shape is ${shapeText(tensor.shape)}`,
        );
      }
      return { name, shape: tensor.shape, values };
    }),
  );
}

/** The first tensor that is missing, of another shape or superfluous. */
function weightsMisfit(
  layers: readonly ResolvedLayer[],
  names: readonly string[],
  tensors: readonly Tensor[],
): Trouble | undefined {
  const found = new Map(tensors.map((tensor) => [tensor.name, tensor.shape]));
  const superfluous = new Set(names);
  for (const { layer, tensors: specs } of layers) {
    for (const spec of specs) {
      const name = `${layer.name}/${spec.name}`;
      superfluous.delete(name);
      const shape = found.get(name);
      if (shape !== undefined && shapeText(shape) === shapeText(spec.shape)) continue;
      return {
        place: `tensor ${name}`,
        found: shape === undefined ? 'no such tensor' : `shape ${shapeText(shape)}`,
        expected: `shape ${shapeText(spec.shape)}`,
      };
    }
  }
  const [extra] = superfluous;
  if (extra === undefined) return undefined;
  return {
    place: `tensor ${extra}`,
    found: 'a tensor of no layer',
    expected: 'only the tensors of the layers',
  };
}

function unreadable(file: string, trouble: Trouble): Result<never, UnreadableInput> {
  return fail({ reason: 'unreadable-input', file, ...trouble });
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** JSON would turn NaN into null without a word. */
function refuseNonFinite(name: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`writeModel: ${name} is ${value}, which JSON cannot hold`);
  }
  return value;
}
