import { fail, ok, type Result } from '../../core/result.js';
import { valueText, type KerasTrouble } from './trouble.js';

/** A layer as Keras describes it. */
export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A model in which every layer takes the output of the one before it; input layers are left out. */
export interface KerasChain {
  /** (height, width, channels) or (features,). */
  readonly input: readonly number[];
  readonly layers: readonly KerasLayer[];
}

interface LinkedLayer extends KerasLayer {
  /** The names of the layers that it takes; undefined in a Sequential model. */
  readonly takes?: readonly string[];
}

const rebuild = 'build the network in Keras as one chain of layers, train it, and save it again';
const keepOne = 'keep one in Keras, keras.Model(model.inputs, model.outputs[0]), and save that model';
const functionalClasses = ['Model', 'Functional'];

/**
 * Reads the `model_config` of a Keras 2 or 3 model, functional or Sequential.
 * @param modelConfig The parsed JSON.
 * @returns The layers from the input to the output; trouble when the model branches, joins, shares a layer, holds a model
 * or has no fixed input shape.
 */
export function kerasChain(modelConfig: unknown): Result<KerasChain, KerasTrouble> {
  const { class_name: className, config } = record(modelConfig);
  const isFunctional = functionalClasses.includes(className as string);
  if (!isFunctional && className !== 'Sequential') {
    return trouble(
      'model_config',
      `a model of class ${valueText(className)}`,
      'Model, Functional or Sequential',
    );
  }
  const list = Array.isArray(config) ? (config as unknown[]) : record(config)['layers'];
  if (!Array.isArray(list) || list.length === 0) {
    return trouble('model_config, layers', valueText(list), 'a list of layers');
  }
  const layers: LinkedLayer[] = [];
  for (const [index, entry] of (list as unknown[]).entries()) {
    const layer = linkedLayer(entry, index, isFunctional);
    if (!layer.ok) return layer;
    layers.push(layer.value);
  }
  const ordered = isFunctional ? followLinks(layers, record(config)['output_layers']) : ok(layers);
  return ordered.ok ? withInput(ordered.value, record(config)['build_input_shape']) : ordered;
}

function linkedLayer(
  entry: unknown,
  index: number,
  isFunctional: boolean,
): Result<LinkedLayer, KerasTrouble> {
  const { class_name: className, config: rawConfig, name: outerName, inbound_nodes: nodes } = record(entry);
  const config = record(rawConfig);
  const name = outerName ?? config['name'];
  const at = `model_config, layer ${typeof name === 'string' ? name : `number ${index + 1}`}`;
  if (typeof name !== 'string' || typeof className !== 'string') {
    return trouble(at, valueText(entry), 'a layer with a class_name and a name');
  }
  if (!isFunctional) return ok({ name, className, config });
  const takes = inboundNames(nodes);
  if (takes === undefined) {
    const remedy = 'save the weights only, and give the architecture';
    return trouble(at, `inbound_nodes ${valueText(nodes)}`, 'the inbound_nodes that Keras writes', remedy);
  }
  if (takes.length === 1 || (takes.length === 0 && className === 'InputLayer')) {
    return ok({ name, className, config, takes });
  }
  return trouble(
    at,
    takes.length === 0 ? 'no input' : `a layer that takes ${takes.join(' and ')}`,
    'a chain: each layer takes the output of one other layer, once',
    rebuild,
  );
}

/** In Keras 2 each node is a list of `[layer, node index, tensor index, keywords]`, in Keras 3 the arguments of a call. */
function inboundNames(nodes: unknown): string[] | undefined {
  if (!Array.isArray(nodes)) return undefined;
  const links = (nodes as unknown[]).flatMap((node) => {
    if (Array.isArray(node)) return node as unknown[];
    const { args, kwargs } = record(node);
    return args === undefined ? [node] : [...tensorHistories(args), ...tensorHistories(kwargs)];
  });
  const names = links.map((link) => (Array.isArray(link) ? (link as unknown[])[0] : undefined));
  return names.every((name) => typeof name === 'string') ? names : undefined;
}

/** The histories, `[layer, node index, tensor index]`, of the tensors in the arguments of a call. */
function tensorHistories(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const { class_name: className, config } = value as Record<string, unknown>;
  if (className === '__keras_tensor__') return [record(config)['keras_history']];
  return Object.values(value).flatMap(tensorHistories);
}

/** @param outputLayers What the model gives back: `[layer, node index, tensor index]`, a list of these, or a mapping to them. */
function followLinks(
  layers: readonly LinkedLayer[],
  outputLayers: unknown,
): Result<LinkedLayer[], KerasTrouble> {
  const inputs = layers.filter(({ takes }) => takes?.length === 0);
  const [first] = inputs;
  if (first === undefined || inputs.length > 1) {
    const names = inputs.map(({ name }) => name).join(' and ');
    return trouble('model_config', names === '' ? 'no input layer' : `the inputs ${names}`, 'one input');
  }
  const followers = new Map<string, LinkedLayer>();
  for (const layer of layers) {
    const from = layer.takes?.[0];
    if (from === undefined) continue;
    const other = followers.get(from);
    if (other !== undefined) {
      const found = `an output that both ${other.name} and ${layer.name} take`;
      const expected = 'a chain: each output is taken by one layer';
      return trouble(`model_config, layer ${from}`, found, expected, rebuild);
    }
    followers.set(from, layer);
  }
  const chain = [first];
  for (let next = followers.get(first.name); next !== undefined; next = followers.get(next.name)) {
    if (chain.length === layers.length) break;
    chain.push(next);
  }
  const outputs = outputNames(outputLayers);
  if (outputs.length > 1) {
    return trouble('model_config', `the outputs ${outputs.join(' and ')}`, 'one output', keepOne);
  }
  if (chain.length === layers.length) return ok(chain);
  const left = layers.filter((layer) => !chain.includes(layer)).map(({ name }) => name);
  return trouble(
    'model_config',
    `layers apart from the chain: ${left.join(', ')}`,
    'one chain from the input',
    rebuild,
  );
}

function outputNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const [name, node] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof name === 'string' && typeof node === 'number') return [name];
  return Object.values(value).flatMap(outputNames);
}

/** @param builtFor What a Sequential model without an input layer was called with first, in Keras 3. */
function withInput(ordered: readonly KerasLayer[], builtFor: unknown): Result<KerasChain, KerasTrouble> {
  const { name, config } = ordered[0]!;
  const batchShape = config['batch_input_shape'] ?? config['batch_shape'] ?? builtFor;
  const layers = ordered
    .filter(({ className }) => className !== 'InputLayer')
    .map(({ name, className, config }) => ({ name, className, config }));
  const place = `model_config, layer ${name}, batch_input_shape`;
  const input = Array.isArray(batchShape) ? (batchShape as unknown[]).slice(1) : undefined;
  if (input === undefined || !isShape(input) || (input.length !== 1 && input.length !== 3)) {
    const expected = '[null, height, width, channels] or [null, features] of fixed sizes';
    const remedy =
      'give the model an input of fixed sizes in Keras, load the weights into it, and save it again';
    return trouble(place, valueText(batchShape), expected, remedy);
  }
  if (layers.length === 0) return trouble('model_config, layers', 'only an input', 'layers after the input');
  return ok({ input, layers });
}

function isShape(value: readonly unknown[]): value is readonly number[] {
  return value.every((side) => Number.isSafeInteger(side) && (side as number) >= 1);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function trouble(
  place: string,
  found: string,
  expected: string,
  remedy?: string,
): Result<never, KerasTrouble> {
  return fail({ place, found, expected, ...(remedy === undefined ? {} : { remedy }) });
}
