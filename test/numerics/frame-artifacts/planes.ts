import { generator } from '../../../src/numerics/generator.js';

/** A plane of noise of standard deviation 1, to which `light` is added at each place. */
export function noisyPlane(
  sizePx: number,
  light: (x: number, y: number) => number,
  seed = 1,
): { height: number; width: number; pixels: Float64Array } {
  const random = generator(seed, 'test', 'noisy-plane', sizePx);
  const pixels = new Float64Array(sizePx * sizePx);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = random.normal() + light(i % sizePx, Math.floor(i / sizePx));
  }
  return { height: sizePx, width: sizePx, pixels };
}

/** A Moffat profile of exponent 3: a star as the seeing shapes it. */
export const star =
  (peak: number, [x0, y0]: readonly [number, number], alphaPx = 2.9) =>
  (x: number, y: number): number =>
    peak / (1 + ((x - x0) ** 2 + (y - y0) ** 2) / alphaPx ** 2) ** 3;

/** A straight trail: a Gaussian across, through a point in a direction of so many degrees. */
export const straightTrail =
  (peak: number, [x0, y0]: readonly [number, number], degrees: number) =>
  (x: number, y: number): number => {
    const angle = (degrees * Math.PI) / 180;
    const across = (y - y0) * Math.cos(angle) - (x - x0) * Math.sin(angle);
    return peak * Math.exp(-(across * across) / 8);
  };

/** The same with a half and half of the light of a disk seen edge on, whose length is a share of the frame's. */
export const edgeOnDisk =
  (peak: number, [x0, y0]: readonly [number, number], scale: number) =>
  (x: number, y: number): number =>
    peak * Math.exp(-Math.abs(x - x0) / scale - Math.abs(y - y0) / 2);
