import { log } from '../elementary.js';
import type { Loss } from './engine/loss.js';
import type { ImageRows } from './image-rows.js';

const batchSize = 64;

/**
 * The lowest mean loss that one value for every pixel of every image can have: that of the mean pixel m. It is the entropy
 * -m log m - (1 - m) log(1 - m) for binary-crossentropy, the variance for mean-squared-error.
 * @param images Pixels in [0, 1] for binary-crossentropy. They are read once, in batches.
 * @returns 0 when all pixels are alike in a way that one value gives back: all 0, all 1, or for the squared error all equal.
 */
export async function bestConstantLoss(images: ImageRows, loss: Loss): Promise<number> {
  let sum = 0;
  let squares = 0;
  for (let start = 0; start < images.count; start += batchSize) {
    const batch = new Float32Array(Math.min(batchSize, images.count - start) * images.length);
    await images.read(start, batch);
    for (const pixel of batch) {
      sum += pixel;
      squares += pixel * pixel;
    }
  }
  const count = images.count * images.length;
  const mean = sum / count;
  if (loss === 'mean-squared-error') return Math.max(0, squares / count - mean * mean);
  return mean <= 0 || mean >= 1 ? 0 : -(mean * log(mean) + (1 - mean) * log(1 - mean));
}
