import { asinh, log10 } from '../numerics/elementary.js';

/** How pixel values become grey levels. */
export type Stretch = 'log10' | 'linear' | 'asinh';

export const stretches = ['log10', 'linear', 'asinh'] as const satisfies readonly Stretch[];

/** The share of the range at which `asinh` turns from linear to logarithmic. */
const softening = 0.1;

/**
 * Grey levels of one image, scaled over its own finite values: the lowest is 0, the highest 255.
 * For `log10` only pixels above 0 have a finite value; the others, like NaN and infinities in every stretch, take the lowest level.
 * An image with a single finite value is all 0.
 * @param pixels Row-major, any unit.
 */
export function stretchToBytes(pixels: Float32Array | Float64Array, stretch: Stretch): Uint8Array {
  const values = new Float64Array(pixels.length);
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < pixels.length; i += 1) {
    const pixel = pixels[i]!;
    const value = stretch === 'log10' ? (pixel > 0 ? log10(pixel) : NaN) : pixel;
    values[i] = value;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const bytes = new Uint8Array(pixels.length);
  if (!(high > low)) return bytes;
  const full = asinh(1 / softening);
  for (let i = 0; i < pixels.length; i += 1) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const share = (value - low) / (high - low);
    bytes[i] = Math.round(255 * (stretch === 'asinh' ? asinh(share / softening) / full : share));
  }
  return bytes;
}
