import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type Note, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeCsv } from '../formats/csv.js';
import { writeModel } from '../formats/model-file.js';
import { readSplit } from '../formats/split-file.js';
import type { EarlyStopping } from '../numerics/network/early-stopping.js';
import type { Optimizer } from '../numerics/network/engine/optimizer.js';
import { selectImages } from '../numerics/network/image-rows.js';
import type { Schedule } from '../numerics/network/schedule.js';
import type { EpochLosses, TrainedNetwork } from '../numerics/network/train.js';
import type { Split } from '../numerics/train-validation-split.js';
import { layersSchema } from './architecture-parameter.js';
import { chosenNetwork, type ChosenNetwork } from './network/chosen-network.js';
import { chosenEarlyStopping, earlyStoppingSchema } from './network/early-stopping-parameter.js';
import {
  engineClass,
  engineEnvironment,
  engineNotes,
  networkEngine,
  trainingEngineSchema,
} from './network/engine.js';
import { CountedCheckpoints } from './network/counted-checkpoints.js';
import { trainingFaults } from './network/layer-faults.js';
import { lossNames } from './network/loss-parameter.js';
import { openImages, type OpenImages } from './network/open-images.js';
import { chosenOptimizer, optimizerSchema } from './network/optimizer-parameter.js';
import { chosenSchedule, scheduleSchema } from './network/schedule-parameter.js';
import { greyNote, LossWatch } from './network/loss-watch.js';
import { trainingFailure } from './network/training-trouble.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    architecture: {
      anyOf: [{ type: 'string', enum: ['dense', 'cnn'] }, layersSchema],
      default: 'cnn',
      description:
        'The network: `dense` and `cnn` are the published ones; or a list of layers, one of them marked `latent: true` (workflows/own-layers.yaml has an example). A list that begins with a dense layer takes images flattened.',
    },
    epochs: {
      type: 'integer',
      minimum: 1,
      default: 100,
      description:
        'How often the network sees every image of the training part. Raised, it goes on from the checkpoint of a shorter training, where one was kept: not where keeping it would have taken more than 2% of the time, as the 832 MB of `dense` do in a training of a minute.',
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
        'How the weights follow their gradients, as in Keras 2: a name, or a mapping with `name`, `learning_rate` and other settings.',
    },
    schedule: {
      ...scheduleSchema,
      default: 'constant',
      description:
        'How the learning rate changes while training: `constant`, `cosine` and `reduce-on-plateau` by name, or a mapping with `name`, `warm_up` and other settings.',
    },
    early_stopping: {
      ...earlyStoppingSchema,
      default: 'none',
      description:
        'When to end before the last epoch, by the validation loss, or by the loss when there is no validation part.',
    },
    engine: trainingEngineSchema,
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
  version: 3,
  summary: 'Trains an autoencoder: a published network, or a list of layers.',
  stochastic: true,
  borrowsThreads: true,
  params,
  inputs: {
    images: { type: 'images', summary: 'Images scaled to [0, 1].' },
    split: { type: 'split', summary: 'Which images to train on; without it, all.', required: false },
  },
  outputs: {
    model: { type: 'model', folder: 'model', summary: 'The layers, the weights and the latent layer.' },
    history: { type: 'table', file: 'history.csv', summary: 'A row for each epoch: loss and val_loss.' },
  },
  // Half a cosine ends with the last epoch: each of its rates depends on how many there are.
  extendedBy: (params) => (chosenSchedule(params.schedule)?.name === 'cosine' ? [] : ['epochs']),
  reproducibility: engineClass,
  environment: engineEnvironment,
  paramFaults: ({ architecture }) => trainingFaults(architecture),
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
  const { params, signal, checkpoints } = context;
  const optimizer = chosenOptimizer(params.optimizer);
  const engine = networkEngine(params.engine);
  if (!engine.ok) return engine;
  for (const note of engineNotes(params.engine)) context.note(note);
  const schedule = chosenSchedule(params.schedule);
  const earlyStopping = chosenEarlyStopping(params.early_stopping);
  const watch = new LossWatch();
  const kept = checkpoints === undefined ? undefined : new CountedCheckpoints(checkpoints);
  const trainingPart = selectImages(images.rows, split.train);
  const validationPart =
    split.validation.length > 0 ? selectImages(images.rows, split.validation) : undefined;
  const outcome = await engine.value.train(chosen.architecture, trainingPart, validationPart, {
    epochs: params.epochs,
    batchSize: Math.min(params.batch_size, split.train.length),
    loss: params.loss,
    optimizer,
    seed: params.seed,
    threads: context.threads,
    borrowing: { mostThreads: availableParallelism(), threadsNow: () => context.threads },
    ...(schedule === undefined ? {} : { schedule }),
    ...(earlyStopping === undefined ? {} : { earlyStopping }),
    ...(kept === undefined ? {} : { checkpoints: kept }),
    onContinue: (epochs, batches) => context.line('stdout', continuingText(epochs, batches)),
    onBatch: async (done) => {
      reportImages(context, split.train.length, done);
      await setImmediate();
      return !signal.aborted;
    },
    onEpoch: (losses) => {
      reportEpoch(context, losses);
      tell(context, watch.after(losses));
    },
  });
  if (outcome.state !== 'done') return fail(await trainingFailure(outcome, images, params.loss));
  const recipe: Recipe = { split, optimizer, schedule, earlyStopping, ...chosen };
  const { history, epoch, hasStoppedEarly } = outcome;
  if (hasStoppedEarly) tell(context, stoppedNote(outcome));
  tell(context, await greyNote(history, epoch, validationPart ?? trainingPart, params.loss));
  tell(context, kept?.note());
  await writeResults(context, outcome, recipe);
  return ok();
}

function tell(context: StepContext<Params>, note: Note | undefined): void {
  if (note !== undefined) context.note(note);
}

function continuingText(epochs: number, batches: number): string {
  const within = batches === 0 ? '' : ` and ${batches} ${batches === 1 ? 'batch' : 'batches'}`;
  return `continues from a checkpoint after ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}${within}`;
}

/** In images, so that the speed is that of images. */
function reportImages(context: StepContext<Params>, nImages: number, batchesDone: number): void {
  const { params } = context;
  const batchSize = Math.min(params.batch_size, nImages);
  const batches = Math.ceil(nImages / batchSize);
  const epoch = Math.floor(batchesDone / batches);
  const done = epoch * nImages + (batchesDone - epoch * batches) * batchSize;
  context.progress({ done, total: params.epochs * nImages, unit: 'images' });
}

function reportEpoch(context: StepContext<Params>, { epoch, loss, validationLoss }: EpochLosses): void {
  const values = validationLoss === undefined ? { loss } : { loss, val_loss: validationLoss };
  context.metric({ step: epoch, total: context.params.epochs, unit: 'epoch', values });
}

function stoppedNote({ history, epoch }: TrainedNetwork): Note {
  const weights = epoch === history.length ? '' : `; the model has the weights of epoch ${epoch}`;
  const text = `stopped early after epoch ${history.length}: no improvement any more${weights}`;
  return { level: 'info', text };
}

interface Recipe extends ChosenNetwork {
  readonly split: Split;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule | undefined;
  readonly earlyStopping: EarlyStopping | undefined;
}

async function writeResults(
  context: StepContext<Params>,
  trained: TrainedNetwork,
  recipe: Recipe,
): Promise<void> {
  const { params, outputs } = context;
  const { architecture, latentLayer, split, schedule, earlyStopping } = recipe;
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
      ...(schedule === undefined ? {} : { schedule: { ...schedule } }),
      ...(earlyStopping === undefined
        ? {}
        : { early_stopping: { ...earlyStopping, epochs: trained.history.length, epoch: trained.epoch } }),
    },
  });
  const rows = trained.history.map(({ epoch, loss, validationLoss, learningRate }) => [
    ...[epoch, loss, validationLoss ?? null],
    ...(schedule === undefined ? [] : [learningRate]),
  ]);
  const columns = ['epoch', 'loss', 'val_loss', ...(schedule === undefined ? [] : ['learning_rate'])];
  await writeCsv(outputs.path('history'), columns, rows);
  const last = trained.history.at(-1);
  context.measure({
    parameters: Object.values(trained.weights).reduce((total, { length }) => total + length, 0),
    ...(last === undefined ? {} : { loss: last.loss }),
    ...(last?.validationLoss === undefined ? {} : { val_loss: last.validationLoss }),
  });
}
