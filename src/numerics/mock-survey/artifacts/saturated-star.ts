import { exp } from '../../elementary.js';
import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { fluxOfMagnitude } from '../photometry.js';
import { addMoffat } from '../psf.js';
import { paintBleed } from './bleed.js';
import type { Exposure } from './exposure.js';

/** Shares of a star's light in its wide halo and in each diffraction spike. */
const haloShare = 0.04;
const spikeShare = 0.006;

/**
 * A star too bright for the detector: a core cut off flat at saturation, a wide halo, a diffraction spike along its row and a
 * bleed trail along its column. Magnitude 15.7 at severity 0.2, when its light is above 5 times the sky's noise over a circle of some 15
 * pixels' radius, and 12.9 at 1, when that is some 55; not on the galaxy itself.
 */
export function paintSaturatedStar(exposure: Exposure, severity: number, random: Generator): void {
  const { frame, psf, saturation } = exposure;
  const { sizePx, pixels } = frame;
  const [x, y] = drawPlace(sizePx, random);
  const flux = fluxOfMagnitude(16.4 - 3.5 * severity);
  const reach = Math.round(sizePx * (0.04 + 0.9 * severity * severity * uniformIn(random, 0.6, 1)));
  paintBleed(
    exposure,
    {
      x,
      fromRow: Math.round(y) - reach,
      toRow: Math.round(y) + reach + 1,
      width: 1 + 9 * severity,
      taper: 'both',
    },
    random,
  );
  // Its light lies over the trail, so that the core is as flat where the trail leaves it.
  addMoffat(frame, { x, y, flux: flux * (1 - haloShare), alphaPx: psf.alphaPx });
  addMoffat(frame, { x, y, flux: flux * haloShare, alphaPx: 9 * psf.alphaPx });
  paintSpike(exposure, { x, y, flux: flux * spikeShare });
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(pixels[i]!, saturation);
}

/** Anywhere in the frame but within a sixth of its side from the galaxy. */
function drawPlace(sizePx: number, random: Generator): [number, number] {
  const centre = (sizePx - 1) / 2;
  for (;;) {
    const x = random.uniform() * (sizePx - 1);
    const y = random.uniform() * (sizePx - 1);
    const dx = x - centre;
    const dy = y - centre;
    if (dx * dx + dy * dy > (sizePx * sizePx) / 36) return [x, y];
  }
}

/** Light along a row, falling off exponentially from the star over some 25 times the width of its image. */
function paintSpike({ frame, psf }: Exposure, star: { x: number; y: number; flux: number }): void {
  const { sizePx, pixels } = frame;
  const length = 25 * psf.alphaPx;
  const variance = 0.3 * psf.variance + 0.5;
  const peak = star.flux / (2 * length * Math.sqrt(2 * Math.PI * variance));
  for (let row = Math.max(0, Math.floor(star.y - 6)); row < Math.min(sizePx, star.y + 7); row++) {
    const across = exp(-((row - star.y) * (row - star.y)) / (2 * variance));
    for (let column = 0; column < sizePx; column++) {
      pixels[row * sizePx + column]! += peak * across * exp(-Math.abs(column - star.x) / length);
    }
  }
}
