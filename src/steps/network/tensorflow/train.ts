import type { Architecture } from '../../../numerics/network/architecture.js';
import type { ImageRows } from '../../../numerics/network/image-rows.js';
import type { Learner } from '../../../numerics/network/learner.js';
import { networkOf } from '../../../numerics/network/network.js';
import { TrainingRun } from '../../../numerics/network/training-run.js';
import type { TrainingOptions, TrainingOutcome } from '../../../numerics/network/train.js';
import { initialWeights } from '../../../numerics/network/weights.js';
import { tensorflowBatches } from './infer.js';
import type { TensorflowLibrary } from './library.js';
import { Trainee } from './trainee.js';

/**
 * Trains a network to give back its images, by TensorFlow: from the same start and through the same batches as `train` of our own
 * engine, with the same rules, so that the two agree to rounding. The bytes depend on the machine too; see `tensorflowClass`.
 * Takes all cores, whatever `options.threads` says, and keeps no checkpoints.
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
    const learner = learnerOf(tf, architecture, trainee, { images, options });
    return await new TrainingRun(learner, { images, validation, ...options }).toEnd();
  } finally {
    trainee.dispose();
  }
}

function learnerOf(
  tf: TensorflowLibrary,
  architecture: Architecture,
  trainee: Trainee,
  { images, options }: { readonly images: ImageRows; readonly options: TrainingOptions },
): Learner {
  const { loss, batchSize } = options;
  const pixels = new Float32Array(Math.min(batchSize, images.count) * images.length);
  const input = (count: number): Float32Array => pixels.subarray(0, count * images.length);
  return {
    input,
    step: (batch) => trainee.step({ ...batch, pixels: input(batch.images) }),
    infer: (others) => tensorflowBatches(tf, architecture, trainee.weights(), others, { loss }),
    weights: () => trainee.weights(),
    state: undefined,
  };
}
