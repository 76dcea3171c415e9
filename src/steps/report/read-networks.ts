import { fail, ok, type Result } from '../../core/result.js';
import type { EverythingItem } from '../../core/step.js';
import { readCsv } from '../../formats/csv.js';
import { parseArchitecture } from '../../formats/model-layers.js';
import {
  countParameters,
  product,
  resolveLayers,
  type ResolvedLayer,
} from '../../numerics/network/resolve-layers.js';
import type { History, LayerRow, NetworkResult } from '../../report/data.js';
import { readJsonObject } from './read-clusterings.js';
import { readReconstructions } from './read-reconstructions.js';
import type { SurveySource } from './read-survey.js';
import { outputFile, type FoundOutput, type Results } from './results.js';

/** Every network: its layers, how its training went, and what it makes of images. */
export async function readNetworks(
  results: Results,
  source: SurveySource | undefined,
): Promise<NetworkResult[]> {
  const networks: NetworkResult[] = [];
  for (const output of results.ofType('model')) {
    const file = outputFile(output, 'model.json');
    if (file === undefined) continue;
    const layers = results.shown(output, await readLayers(file.path));
    if (layers === undefined) continue;
    const history = await readHistory(results, output.item);
    networks.push({
      id: output.item.instance,
      kind: output.item.kind,
      ...layers,
      loss: textIn(output.item, 'loss'),
      ...(history === undefined ? {} : { history }),
      reconstructions: source === undefined ? [] : await readReconstructions(results, output, source),
    });
  }
  return networks;
}

const textIn = (item: EverythingItem, parameter: string): string => {
  const value = item.params[parameter];
  return typeof value === 'string' ? value : '';
};

type Layers = Pick<
  NetworkResult,
  'input' | 'layers' | 'nParams' | 'nTrainable' | 'nEncoderParams' | 'nEncoderTrainable' | 'latentShape'
>;

async function readLayers(path: string): Promise<Result<Layers>> {
  const description = await readJsonObject(path);
  if (!description.ok) return description;
  const { input, layers, latent_layer: latentName } = description.value;
  const architecture = parseArchitecture(input, layers);
  if ('found' in architecture) return fail({ reason: 'unreadable-input', file: path, ...architecture });
  const network = resolveLayers(architecture);
  if (!network.ok) {
    const { layer, found, expected } = network.problem;
    return fail({ reason: 'unreadable-input', file: path, place: `layer ${layer}`, found, expected });
  }
  const latent = network.layers.findIndex(({ layer }) => layer.name === latentName);
  const { total, trainable } = countParameters(network.layers);
  const encoder = countParameters(network.layers.slice(0, latent + 1));
  return ok({
    input: sizesText(architecture.input),
    layers: network.layers.map((layer, i) => layerRow(layer, i === latent)),
    nParams: total,
    nTrainable: trainable,
    nEncoderParams: encoder.total,
    nEncoderTrainable: encoder.trainable,
    latentShape: sizesText(network.layers[latent]?.output ?? []),
  });
}

/** `128 × 128 × 16`; the shapes of tables and sentences. */
const sizesText = (shape: readonly number[]): string => shape.join(' × ');

const layerTypes: Readonly<Record<string, string>> = {
  conv2d: 'convolution',
  dense: 'dense',
  'max-pool': 'max pooling',
  'average-pool': 'average pooling',
  upsample: 'upsampling',
  'batch-norm': 'batch norm',
};

function layerRow({ layer, output, tensors }: ResolvedLayer, isLatent: boolean): LayerRow {
  const activation = 'activation' in layer && layer.activation !== 'linear' ? `, ${layer.activation}` : '';
  const kernel = layer.kind === 'conv2d' ? ` ${layer.kernel} × ${layer.kernel}` : '';
  return {
    name: layer.name,
    type: `${layerTypes[layer.kind] ?? layer.kind}${kernel}${activation}`,
    output: sizesText(output),
    nParams: tensors.reduce((sum, tensor) => sum + product(tensor.shape), 0),
    isLatent,
  };
}

async function readHistory(results: Results, item: EverythingItem): Promise<History | undefined> {
  const output: FoundOutput | undefined = results.of(item, 'history');
  const file = output && outputFile(output);
  if (output === undefined || file === undefined) return undefined;
  const table = results.shown(output, await readCsv(file.path));
  const loss = table?.numbers('loss');
  if (table === undefined || loss === undefined) return undefined;
  return {
    epochs: [...(table.numbers('epoch') ?? loss.map((_, i) => i + 1))],
    loss: [...loss],
    validationLoss: [...(table.numbers('val_loss') ?? loss.map(() => NaN))],
  };
}
