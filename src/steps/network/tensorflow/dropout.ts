import { generator } from '../../../numerics/generator.js';
import { dropoutKey } from '../../../numerics/network/engine/local-layer.js';

/** The bijection of 32-bit words of our own kernel, kernels/network/dropout. */
function mix(word: number): number {
  const x = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  const y = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (y ^ (y >>> 15)) >>> 0;
}

/** What each value of a batch is multiplied by: 0 where our own engine drops it at this step, else 1 / (1 - rate). */
export function dropoutMask(
  { seed, layer, rate }: { readonly seed: number; readonly layer: number; readonly rate: number },
  step: number,
  images: number,
  length: number,
): Float32Array {
  const layerSeed = generator(seed, 'train-autoencoder', 'dropout', layer).uint32();
  const threshold = Math.floor(rate * 4294967296);
  const mask = new Float32Array(images * length);
  for (let image = 0; image < images; image++) {
    const key = dropoutKey(layerSeed, step, image);
    for (let i = 0; i < length; i++) {
      if (mix(mix(i) ^ key) >= threshold) mask[image * length + i] = 1 / (1 - rate);
    }
  }
  return mask;
}
