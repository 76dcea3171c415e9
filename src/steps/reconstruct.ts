import { setImmediate } from 'node:timers/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeCsv } from '../formats/csv.js';
import { NpyWriter } from '../formats/npy.js';
import { readSplit } from '../formats/split-file.js';
import { selectImages } from '../numerics/network/image-rows.js';
import { valuesIn } from '../numerics/network/network.js';
import type { Split } from '../numerics/train-validation-split.js';
import { engineClass, engineEnvironment, engineSchema } from './network/engine.js';
import { lossNames } from './network/loss-parameter.js';
import { readNetwork, type NetworkInputs } from './network/read-network.js';

const shownByDefault = 10;

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    rows: {
      type: ['array', 'null'],
      items: { type: 'integer', minimum: 0 },
      default: null,
      description:
        'Indices of the images to write; by default the first 10 of the validation part, or of all images without one.',
    },
    loss: {
      enum: lossNames,
      default: 'binary-crossentropy',
      description: 'How the error of an image is measured: the mean over its pixels.',
    },
    engine: engineSchema,
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** What the autoencoder makes of the images: some reconstructions, and the error of every image. */
export const reconstruct = defineStep<Params>({
  name: 'reconstruct',
  version: 3,
  summary: 'Reconstructs images by the autoencoder, and measures the error of every image.',
  stochastic: false,
  params,
  inputs: {
    images: { type: 'images', summary: 'Images of the size that the model takes.' },
    model: { type: 'model', summary: 'A trained or imported autoencoder.' },
    split: { type: 'split', summary: 'Which part each image is in.', required: false },
  },
  outputs: {
    images: {
      type: 'images',
      file: 'reconstructions.npy',
      summary: 'float32 (m, height, width), in the order of `rows`.',
    },
    errors: {
      type: 'table',
      file: 'errors.csv',
      summary: 'A row for each image: index, part, loss, and its row in the reconstructions.',
    },
  },
  reproducibility: engineClass,
  environment: engineEnvironment,
  async run(context) {
    const opened = await readNetwork(context.inputs, context.params.engine);
    if (!opened.ok) return opened;
    try {
      return await writeReconstructions(context, opened.value);
    } finally {
      await opened.value.images.close();
    }
  },
});

async function writeReconstructions(
  context: StepContext<Params>,
  inputs: NetworkInputs,
): Promise<Result<void>> {
  const { images, network } = inputs;
  const nImages = images.rows.count;
  if (valuesIn(network.output) !== images.rows.length) return fail(noAutoencoder(network.output));
  const split = context.inputs.has('split')
    ? await readSplit(context.inputs.file('split').path, nImages)
    : undefined;
  if (split?.ok === false) return split;
  const rows = context.params.rows ?? defaultRows(split?.value, nImages);
  const beyond = rows.find((row) => row >= nImages);
  if (beyond !== undefined) return fail(noSuchRow(beyond, nImages));
  const total = nImages + rows.length;
  const written = await writeRows(context, inputs, rows, total);
  if (!written) return fail({ reason: 'cancelled' });
  const losses = await measureAll(context, inputs, rows.length, total);
  if (losses === undefined) return fail({ reason: 'cancelled' });
  await writeErrors(context, losses, rows, split?.value);
  return ok();
}

const noAutoencoder = (output: readonly number[]) =>
  ({
    reason: 'unsuitable-input',
    input: 'model',
    found: `a network with outputs of shape (${output.join(', ')})`,
    expected: 'an autoencoder, which gives back images of the size it takes',
    remedy: 'give the whole autoencoder, not its encoder alone',
  }) as const;

const noSuchRow = (row: number, nImages: number) =>
  ({
    reason: 'unsuitable-parameter',
    parameter: 'rows',
    found: String(row),
    expected: `at most ${nImages - 1}, the index of the last image`,
    remedy: 'give indices of the catalogue’s good images',
  }) as const;

function defaultRows(split: Split | undefined, nImages: number): readonly number[] {
  const { validation } = split ?? { validation: [] };
  const all = validation.length > 0 ? validation : Array.from({ length: nImages }, (_, index) => index);
  return all.slice(0, shownByDefault);
}

/** Writes the reconstructions asked for; false when cancelled. */
async function writeRows(
  context: StepContext<Params>,
  { engine, model, images }: NetworkInputs,
  rows: readonly number[],
  total: number,
): Promise<boolean> {
  const shape = [images.height, images.width];
  const writer = await NpyWriter.open(context.outputs.path('images'), 'float32', shape);
  const chosen = selectImages(images.rows, rows);
  const options = { threads: context.threads };
  try {
    for await (const batch of engine.inferenceBatches(model.architecture, model.weights, chosen, options)) {
      if (context.signal.aborted) return false;
      await writer.append(batch.outputs.slice());
      context.progress({ done: batch.start + batch.count, total, unit: 'images' });
      await setImmediate();
    }
  } finally {
    await writer.close();
  }
  return true;
}

/** The loss of every image; undefined when cancelled. */
async function measureAll(
  context: StepContext<Params>,
  { engine, model, images }: NetworkInputs,
  done: number,
  total: number,
): Promise<Float64Array | undefined> {
  const losses = new Float64Array(images.rows.count);
  const options = { threads: context.threads, loss: context.params.loss };
  for await (const batch of engine.inferenceBatches(
    model.architecture,
    model.weights,
    images.rows,
    options,
  )) {
    if (context.signal.aborted) return undefined;
    losses.set(batch.losses, batch.start);
    context.progress({ done: done + batch.start + batch.count, total, unit: 'images' });
    await setImmediate();
  }
  return losses;
}

const mean = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);

async function writeErrors(
  context: StepContext<Params>,
  losses: Float64Array,
  rows: readonly number[],
  split: Split | undefined,
): Promise<void> {
  const parts = new Map<number, string>();
  for (const index of split?.train ?? []) parts.set(index, 'train');
  for (const index of split?.validation ?? []) parts.set(index, 'validation');
  // An image that is asked for twice is listed at its first row.
  const places = new Map([...rows.entries()].reverse().map(([row, index]) => [index, row]));
  const table = Array.from(losses, (loss, index) => [
    index,
    parts.get(index) ?? null,
    loss,
    places.get(index) ?? null,
  ]);
  await writeCsv(context.outputs.path('errors'), ['index', 'part', 'loss', 'row'], table);
  const validation = split?.validation ?? [];
  context.measure({
    loss: mean(losses),
    ...(validation.length > 0
      ? { val_loss: mean(Float64Array.from(validation, (index) => losses[index] ?? NaN)) }
      : {}),
  });
}
