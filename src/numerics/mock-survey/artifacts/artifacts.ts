import type { Generator } from '../../generator.js';
import { paintBleedTrail } from './bleed-trail.js';
import { paintChipGap } from './chip-gap.js';
import { paintCosmicRays } from './cosmic-rays.js';
import { paintDeadBlocks } from './dead-block.js';
import { paintDeadColumns } from './dead-column.js';
import { paintEdgeStrip } from './edge-strip.js';
import type { Exposure } from './exposure.js';
import { paintSatelliteTrail } from './satellite-trail.js';
import { paintSaturatedStar } from './saturated-star.js';

/** Every kind of artifact, in the order in which they are painted and in which the truth table lists them. */
export const artifactTypes = [
  'saturated_star',
  'bleed_trail',
  'satellite_trail',
  'cosmic_rays',
  'dead_column',
  'dead_block',
  'edge_strip',
  'chip_gap',
] as const;

export type ArtifactKind = (typeof artifactTypes)[number];

interface ArtifactPainter {
  /**
   * `sky`: on the sky's image, under the galaxy's light, as the mock galaxies are laid over real images.
   * `mask`: over everything, for pixels that hold no measurement.
   * `dead`: `mask` where dead pixels are exact zeros, `sky` where they hold a constant below the sky.
   */
  readonly layer: 'sky' | 'mask' | 'dead';
  /**
   * The worse the severity, the more pixels change or the stronger; each painter says what 0.2, the least by default, and 1 are.
   * @param severity Above 0, to 1.
   */
  readonly paint: (exposure: Exposure, severity: number, random: Generator) => void;
}

export const artifactPainters: Readonly<Record<ArtifactKind, ArtifactPainter>> = {
  saturated_star: { layer: 'sky', paint: paintSaturatedStar },
  bleed_trail: { layer: 'sky', paint: paintBleedTrail },
  satellite_trail: { layer: 'sky', paint: paintSatelliteTrail },
  cosmic_rays: { layer: 'sky', paint: paintCosmicRays },
  dead_column: { layer: 'mask', paint: paintDeadColumns },
  dead_block: { layer: 'dead', paint: paintDeadBlocks },
  edge_strip: { layer: 'dead', paint: paintEdgeStrip },
  chip_gap: { layer: 'mask', paint: paintChipGap },
};
