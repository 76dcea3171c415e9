import { generator } from '../../../numerics/generator.js';
import type { Architecture } from '../../../numerics/network/architecture.js';
import type { Loss } from '../../../numerics/network/engine/loss.js';
import { stepRate } from '../../../numerics/network/engine/optimizer.js';
import type { ImageRows } from '../../../numerics/network/image-rows.js';
import { gather } from '../../../numerics/network/inference.js';
import { networkOf } from '../../../numerics/network/network.js';
import type { EpochLosses, TrainingOptions, TrainingOutcome } from '../../../numerics/network/train.js';
import { initialWeights } from '../../../numerics/network/weights.js';
import { tensorflowBatches } from './infer.js';
import type { TensorflowLibrary } from './library.js';
import { Trainee } from './trainee.js';

/**
 * Trains a network to give back its images, by TensorFlow: from the same start and through the same batches as `train` of our own
 * engine, with the same rules, so that the two agree to rounding. The bytes depend on the machine too; see `tensorflowClass`.
 * Takes all cores, whatever `options.threads` says.
 * @throws RangeError when the network's input or output is not of the images' size.
 */
export async function trainByTensorflow(
  tf: TensorflowLibrary,
  architecture: Architecture,
  images: ImageRows,
  validation: ImageRows | undefined,
  options: TrainingOptions,
): Promise<TrainingOutcome> {
  const network = networkOf(architecture);
  const trainee = new Trainee(tf, network, options.weights ?? initialWeights(network, options.seed), options);
  try {
    const history: EpochLosses[] = [];
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      const loss = await epochLoss(trainee, images, options, epoch);
      if (loss === undefined) return { state: 'cancelled' };
      if (!Number.isFinite(loss)) return { state: 'diverged', epoch: epoch + 1, loss };
      const validationLoss = await lossOver(tf, architecture, trainee, validation, options.loss);
      if (!Number.isFinite(validationLoss ?? 0)) {
        return { state: 'diverged', epoch: epoch + 1, loss: validationLoss ?? NaN };
      }
      const losses = { epoch: epoch + 1, loss, validationLoss };
      history.push(losses);
      options.onEpoch?.(losses);
    }
    return { state: 'done', weights: trainee.weights(), history };
  } finally {
    trainee.dispose();
  }
}

/** The images' mean loss during an epoch (from 0), or undefined when it was cancelled. */
async function epochLoss(
  trainee: Trainee,
  images: ImageRows,
  options: TrainingOptions,
  epoch: number,
): Promise<number | undefined> {
  const { seed, batchSize, epochs, optimizer, onBatch } = options;
  const batches = Math.ceil(images.count / batchSize);
  const order = generator(seed, 'train-autoencoder', 'order', epoch).permutation(images.count);
  const pixels = new Float32Array(Math.min(batchSize, images.count) * images.length);
  let sum = 0;
  for (let batch = 0; batch < batches; batch++) {
    const number = epoch * batches + batch;
    if ((await onBatch?.(number, epochs * batches)) === false) return undefined;
    const indices = order.subarray(batch * batchSize, (batch + 1) * batchSize);
    await gather(images, indices, pixels);
    sum += trainee.step({
      pixels: pixels.subarray(0, indices.length * images.length),
      images: indices.length,
      number,
      rate: stepRate(optimizer, number),
    });
    if (!Number.isFinite(sum)) return sum;
  }
  return sum / images.count;
}

/** The mean loss over images by the weights as they are; undefined for no images. */
async function lossOver(
  tf: TensorflowLibrary,
  architecture: Architecture,
  trainee: Trainee,
  images: ImageRows | undefined,
  loss: Loss,
): Promise<number | undefined> {
  if (images === undefined || images.count === 0) return undefined;
  let sum = 0;
  for await (const { losses } of tensorflowBatches(tf, architecture, trainee.weights(), images, { loss })) {
    for (const one of losses) sum += one;
  }
  return sum / images.count;
}
