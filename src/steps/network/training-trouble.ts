import type { Failure } from '../../core/failure.js';
import type { Loss } from '../../numerics/network/engine/loss.js';
import type { TrainingOutcome } from '../../numerics/network/train.js';
import { firstNonFinite, type OpenImages } from './open-images.js';

/** Why a training has no result. */
export async function trainingFailure(
  outcome: Exclude<TrainingOutcome, { state: 'done' }>,
  images: OpenImages,
  loss: Loss,
): Promise<Failure> {
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
        loss === 'binary-crossentropy'
          ? 'lower the optimizer’s learning_rate; with binary-crossentropy, pixels must lie in [0, 1]'
          : 'lower the optimizer’s learning_rate';
      return { reason: 'diverged', epoch: outcome.epoch, loss: String(outcome.loss), remedy };
    }
  }
}
