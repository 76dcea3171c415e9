import { setImmediate } from 'node:timers/promises';
import type { FromSchema } from 'json-schema-to-ts';
import type { Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeCsv } from '../formats/csv.js';
import { writeModel } from '../formats/model-file.js';
import { readSplit } from '../formats/split-file.js';
import type { Optimizer } from '../numerics/network/engine/optimizer.js';
import { selectImages } from '../numerics/network/image-rows.js';
import type { EpochLosses, TrainingOutcome } from '../numerics/network/train.js';
import type { Split } from '../numerics/train-validation-split.js';
import { layersSchema } from './architecture-parameter.js';
import { chosenNetwork, type ChosenNetwork } from './network/chosen-network.js';
import { engineClass, engineEnvironment, engineSchema, networkEngine } from './network/engine.js';
import { lossNames } from './network/loss-parameter.js';
import { firstNonFinite, openImages, type OpenImages } from './network/open-images.js';
import { chosenOptimizer, optimizerSchema } from './network/optimizer-parameter.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    architecture: {
      anyOf: [{ type: 'string', enum: ['dense', 'cnn'] }, layersSchema],
      default: 'cnn',
      description:
        'The network: `dense` and `cnn` are the published ones; or a list of layers, one of them marked `latent: true`. A list that begins with a dense layer takes images flattened.',
    },
    epochs: {
      type: 'integer',
      minimum: 1,
      default: 100,
      description: 'How often the network sees every image of the training part.',
    },
    batch_size: {
      type: 'integer',
      minimum: 1,
      default: 128,
      description: 'Images a step of the optimizer; the last batch of an epoch may be smaller.',
    },
    loss: {
      enum: lossNames,
      default: 'binary-crossentropy',
      description: 'What is made small: the mean over all pixels.',
    },
    optimizer: {
      ...optimizerSchema,
      default: 'adadelta',
      description:
        'How the weights follow their gradients, as in Keras 2: a name, or an object with `name`, `learning_rate` and other settings.',
    },
    engine: engineSchema,
    seed: {
      type: 'integer',
      minimum: 0,
      description: 'Seed of the starting weights, of the order of the images in each epoch, and of dropout.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Trains an autoencoder on the training part, and follows the loss of the validation part. */
export const trainAutoencoder = defineStep<Params>({
  name: 'train-autoencoder',
  version: 1,
  summary: 'Trains an autoencoder: a published network, or a list of layers.',
  stochastic: true,
  params,
  inputs: {
    images: { type: 'images', summary: 'Images scaled to [0, 1].' },
    split: { type: 'split', summary: 'Which images to train on; without it, all.', required: false },
  },
  outputs: {
    model: { type: 'model', folder: 'model', summary: 'The layers, the weights and the latent layer.' },
    history: { type: 'table', file: 'history.csv', summary: 'A row for each epoch: loss and val_loss.' },
  },
  reproducibility: engineClass,
  environment: engineEnvironment,
  async run(context) {
    const opened = await openImages(context.inputs.file('images'));
    if (!opened.ok) return opened;
    const images = opened.value;
    try {
      const split = await parts(context, images);
      if (!split.ok) return split;
      const chosen = chosenNetwork(context.params.architecture, images);
      return chosen.ok ? await fit(context, images, split.value, chosen.value) : chosen;
    } finally {
      await images.close();
    }
  },
});

async function parts(context: StepContext<Params>, images: OpenImages): Promise<Result<Split>> {
  const nImages = images.rows.count;
  if (!context.inputs.has('split')) {
    return ok({ train: Array.from({ length: nImages }, (_, index) => index), validation: [] });
  }
  const { path } = context.inputs.file('split');
  const split = await readSplit(path, nImages);
  if (!split.ok || split.value.train.length > 0) return split;
  return fail({
    reason: 'unsuitable-input',
    input: 'split',
    file: path,
    found: 'an empty training part',
    expected: 'at least one image to train on',
    remedy: 'lower the fraction that the split keeps for validation',
  });
}

async function fit(
  context: StepContext<Params>,
  images: OpenImages,
  split: Split,
  chosen: ChosenNetwork,
): Promise<Result<void>> {
  const { params, signal } = context;
  const optimizer = chosenOptimizer(params.optimizer);
  const engine = networkEngine(params.engine);
  if (!engine.ok) return engine;
  const outcome = await engine.value.train(
    chosen.architecture,
    selectImages(images.rows, split.train),
    split.validation.length > 0 ? selectImages(images.rows, split.validation) : undefined,
    {
      epochs: params.epochs,
      batchSize: Math.min(params.batch_size, split.train.length),
      loss: params.loss,
      optimizer,
      seed: params.seed,
      threads: context.threads,
      onBatch: async (done, total) => {
        context.progress({ done, total, unit: 'batches' });
        await setImmediate();
        return !signal.aborted;
      },
      onEpoch: (losses) => reportEpoch(context, losses),
    },
  );
  if (outcome.state !== 'done') return fail(await failureOf(outcome, images, params));
  await writeResults(context, outcome, { split, optimizer, ...chosen });
  return ok();
}

function reportEpoch(context: StepContext<Params>, { epoch, loss, validationLoss }: EpochLosses): void {
  const values = validationLoss === undefined ? { loss } : { loss, val_loss: validationLoss };
  context.metric({ step: epoch, total: context.params.epochs, unit: 'epoch', values });
}

type Unfinished = Exclude<TrainingOutcome, { state: 'done' }>;

async function failureOf(outcome: Unfinished, images: OpenImages, params: Params): Promise<Failure> {
  switch (outcome.state) {
    case 'cancelled':
      return { reason: 'cancelled' };
    case 'too-large':
      return {
        reason: 'unsuitable-parameter',
        parameter: 'architecture',
        found: `a network that needs ${Math.ceil(outcome.bytes / 1048576)} MiB to train`,
        expected: 'at most 4095 MiB',
        remedy: 'take smaller dense layers, smaller images, or a smaller batch_size',
      };
    case 'diverged': {
      const index = await firstNonFinite(images);
      if (index !== undefined) {
        return {
          reason: 'unsuitable-input',
          input: 'images',
          file: images.path,
          found: `a pixel that is not finite in image ${index}`,
          expected: 'finite pixels',
          remedy: 'ingest the images again: ingest lets no such image through',
        };
      }
      const remedy =
        params.loss === 'binary-crossentropy'
          ? 'lower the optimizer’s learning_rate; with binary-crossentropy, pixels must lie in [0, 1]'
          : 'lower the optimizer’s learning_rate';
      return { reason: 'diverged', epoch: outcome.epoch, loss: String(outcome.loss), remedy };
    }
  }
}

type Trained = Extract<TrainingOutcome, { state: 'done' }>;

interface Recipe extends ChosenNetwork {
  readonly split: Split;
  readonly optimizer: Optimizer;
}

async function writeResults(context: StepContext<Params>, trained: Trained, recipe: Recipe): Promise<void> {
  const { params, outputs } = context;
  const { architecture, latentLayer, split } = recipe;
  await writeModel(outputs.path('model'), {
    architecture,
    latentLayer,
    weights: trained.weights,
    training: {
      epochs: params.epochs,
      batch_size: params.batch_size,
      loss: params.loss,
      optimizer: { ...recipe.optimizer },
      seed: params.seed,
      train_images: split.train.length,
      validation_images: split.validation.length,
    },
  });
  const rows = trained.history.map(({ epoch, loss, validationLoss }) => [
    epoch,
    loss,
    validationLoss ?? null,
  ]);
  await writeCsv(outputs.path('history'), ['epoch', 'loss', 'val_loss'], rows);
  const last = trained.history.at(-1);
  context.measure({
    parameters: Object.values(trained.weights).reduce((total, { length }) => total + length, 0),
    ...(last === undefined ? {} : { loss: last.loss }),
    ...(last?.validationLoss === undefined ? {} : { val_loss: last.validationLoss }),
  });
}
