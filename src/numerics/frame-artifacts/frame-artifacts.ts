import type { Plane } from '../resize.js';
import { constantFraction } from './constant-fraction.js';
import { pixelNoise } from './pixel-noise.js';
import { plateau } from './plateau.js';
import { sharpness } from './sharpness.js';
import { trail } from './trail.js';

/** Statistics of a raw frame that each look for one kind of artifact; beside those of `imageStatistics`. */
export interface FrameArtifacts {
  readonly pixelNoise: number;
  readonly sharpness: number;
  readonly constantFraction: number;
  readonly plateau: number;
  readonly trail: number;
}

/** @param background What the frame's flat parts have, in its unit: `ImageStatistics.median`. */
export function frameArtifacts(image: Plane, background: number): FrameArtifacts {
  const noise = pixelNoise(image);
  return {
    pixelNoise: noise,
    sharpness: sharpness(image, noise),
    constantFraction: constantFraction(image),
    plateau: plateau(image.pixels, background),
    trail: trail(image),
  };
}
