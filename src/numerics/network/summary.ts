import { valuesIn, type Network } from './network.js';
import type { CompleteLayer } from './resolve-layers.js';

const kerasClasses: Readonly<Record<CompleteLayer['kind'], string>> = {
  conv2d: 'Conv2D',
  dense: 'Dense',
  'max-pool': 'MaxPooling2D',
  'average-pool': 'AveragePooling2D',
  upsample: 'UpSampling2D',
  'batch-norm': 'BatchNormalization',
  flatten: 'Flatten',
  reshape: 'Reshape',
  dropout: 'Dropout',
  activation: 'Activation',
};

/** A row of the printed summary. */
export interface SummaryRow {
  /** `conv2d_1 (Conv2D)`. */
  readonly layer: string;
  /** `(None, 128, 128, 16)`; None is the batch. */
  readonly outputShape: string;
  readonly parameters: number;
}

export interface NetworkSummary {
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly trainable: number;
}

const batchShapeText = (shape: readonly number[]): string => `(None, ${shape.join(', ')})`;

/**
 * What Keras' `model.summary()` tells of a network.
 * @param upTo The last layer to count, by index: `network.latentLayer` for the encoder alone; by default all.
 */
export function summarize(network: Network, upTo = network.layers.length - 1): NetworkSummary {
  const layers = network.layers.slice(0, upTo + 1);
  const count = (isCounted: (isTrainable: boolean) => boolean): number =>
    layers
      .flatMap((layer) => layer.weights)
      .filter((tensor) => isCounted(tensor.trainable))
      .reduce((total, tensor) => total + valuesIn(tensor.shape), 0);
  const rows = layers.map((layer) => ({
    layer: `${layer.name} (${kerasClasses[layer.spec.kind]})`,
    outputShape: batchShapeText(layer.output),
    parameters: layer.weights.reduce((total, tensor) => total + valuesIn(tensor.shape), 0),
  }));
  const input = { layer: 'input_1 (InputLayer)', outputShape: batchShapeText(network.input), parameters: 0 };
  return { rows: [input, ...rows], parameters: count(() => true), trainable: count((is) => is) };
}

const columnEnds = [29, 55, 65];

/** Fields cut and padded to Keras' columns. */
function tableLine(fields: readonly string[]): string {
  let line = '';
  for (const [i, field] of fields.entries()) {
    if (i > 0) line = `${line.slice(0, -1)} `;
    line = (line + field).slice(0, columnEnds[i]).padEnd(columnEnds[i] ?? 0);
  }
  return line.trimEnd();
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** The summary as Keras 2 prints it, 65 columns wide, names cut where Keras cuts them. */
export function summaryText(summary: NetworkSummary): string {
  const { parameters, trainable } = summary;
  return [
    '_'.repeat(65),
    tableLine(['Layer (type)', 'Output Shape', 'Param #']),
    '='.repeat(65),
    ...summary.rows.map((row) => tableLine([row.layer, row.outputShape, String(row.parameters)])),
    '='.repeat(65),
    `Total params: ${grouped(parameters)}`,
    `Trainable params: ${grouped(trainable)}`,
    `Non-trainable params: ${grouped(parameters - trainable)}`,
    '_'.repeat(65),
    '',
  ].join('\n');
}
