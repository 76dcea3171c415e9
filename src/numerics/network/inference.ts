import type { Architecture, Weights } from './architecture.js';
import { writeWeights } from './engine/parameters.js';
import type { Loss } from './engine/loss.js';
import { Team } from './engine/team.js';
import { BatchReader, imagesInMemory, type ImageRows } from './image-rows.js';
import { networkOf, valuesIn } from './network.js';

export interface InferenceOptions {
  /** Index of the last layer to run; by default the network's last. */
  readonly to?: number;
  readonly threads?: number;
  /** Measure each image's mean loss, output against image. */
  readonly loss?: Loss;
  /** Images at a time; the results do not depend on it. */
  readonly batchSize?: number;
}

/** Results of a batch: images `start` to `start + count`. The arrays are reused for the next batch. */
export interface InferredBatch {
  readonly start: number;
  readonly count: number;
  /** Row-major, `count` rows of the layer's output. */
  readonly outputs: Float32Array;
  /** Mean loss of each image, when asked for. */
  readonly losses: Float64Array;
}

const defaultBatchSize = 32;

/** The inference program of a team that is running already, over all images. */
export async function* inferBatches(team: Team, images: ImageRows): AsyncGenerator<InferredBatch> {
  const { machine, inference } = team.laidOut;
  const { batchSize, input, output, losses } = inference;
  if (output === undefined) throw new Error('the inference program has no output');
  const reader = new BatchReader(images, batchSize);
  const countFrom = (start: number): number => Math.min(batchSize, images.count - start);
  const begin = (start: number): void =>
    reader.begin(Array.from({ length: countFrom(start) }, (_, i) => start + i));
  if (images.count > 0) begin(0);
  for (let start = 0; start < images.count; start += batchSize) {
    const count = countFrom(start);
    await reader.take(machine.floats(input.values, count * input.length));
    if (start + count < images.count) begin(start + count);
    team.run(inference, { images: count, number: 0, rate: 0 });
    yield {
      start,
      count,
      outputs: machine.floats(output.values, count * output.length),
      losses: machine.doubles(losses, count),
    };
  }
}

/** A network that is laid out to run over images as they come. */
export interface OpenInference {
  /** As `inferenceBatches` gives for the same images. One at a time. */
  batches(images: ImageRows): AsyncGenerator<InferredBatch>;
  stop(): Promise<void>;
}

/** Makes a network ready once for many calls. */
export function openInference(
  architecture: Architecture,
  weights: Weights,
  options: InferenceOptions = {},
): OpenInference {
  const network = networkOf(architecture);
  const { to = network.layers.length - 1, batchSize = defaultBatchSize, loss } = options;
  const team = new Team(
    { architecture, inference: { batchSize, to, ...(loss === undefined ? {} : { loss }) } },
    options.threads ?? 1,
  );
  try {
    writeWeights(team.laidOut.machine, network, team.laidOut.parameters, weights);
  } catch (error) {
    void team.stop();
    throw error;
  }
  return { batches: (images) => inferBatches(team, images), stop: () => team.stop() };
}

/**
 * Runs a network over images, batch by batch: batch norms use their moving statistics, dropout passes everything.
 * @throws RangeError when the images have another length than the network's input.
 */
export async function* inferenceBatches(
  architecture: Architecture,
  weights: Weights,
  images: ImageRows,
  options: InferenceOptions = {},
): AsyncGenerator<InferredBatch> {
  const { input } = networkOf(architecture);
  if (images.length !== valuesIn(input)) {
    throw new RangeError(`images of ${images.length} values for a network of (${input.join(', ')})`);
  }
  const inference = openInference(architecture, weights, options);
  try {
    yield* inference.batches(images);
  } finally {
    await inference.stop();
  }
}

/**
 * The output of layer `to` (by default the last) for each image, in float32.
 * @param images Row-major, one image after another, of the network's input shape.
 * @returns Row-major, `shape` of one image's output after the number of images.
 */
export async function inference(
  architecture: Architecture,
  weights: Weights,
  images: Float32Array,
  options: InferenceOptions = {},
): Promise<{ shape: readonly number[]; values: Float32Array }> {
  const network = networkOf(architecture);
  const rows = imagesInMemory(images, valuesIn(network.input));
  const shape = network.layers[options.to ?? network.layers.length - 1]?.output ?? network.input;
  const length = valuesIn(shape);
  const values = new Float32Array(rows.count * length);
  for await (const batch of inferenceBatches(architecture, weights, rows, options)) {
    values.set(batch.outputs, batch.start * length);
  }
  return { shape: [rows.count, ...shape], values };
}
