import { cos, log10, pow, sin } from '../elementary.js';
import type { Generator } from '../generator.js';
import { logNormal, poisson, uniformIn } from './draws.js';
import type { Frame } from './frame.js';
import { fluxOfMagnitude, pixelScaleArcsec } from './photometry.js';
import { addMoffat, type Psf } from './psf.js';
import { addSersic, sersicMixture } from './sersic.js';

/** Counts on the sky brighter than `faintest`, rising as 10^(slope * magnitude). */
const galaxyCounts = { perArcmin2: 50, faintest: 25.6, brightest: 16.5, slope: 0.36 };
const starCounts = { perArcmin2: 3.5, faintest: 24.5, brightest: 17.6, slope: 0.13 };

/** Objects so far outside the frame still shed light into it. */
const marginPx = 30;

const mixtures = [0.8, 1, 1.3, 2, 4].map(sersicMixture);

/**
 * Adds the stars and galaxies that happen to lie around, drawn for this field of the sky.
 * @returns How many have their centre inside the frame and are brighter than magnitude 24.5.
 */
export function addNeighbours(frame: Frame, psf: Psf, random: Generator): number {
  const sideArcmin = ((frame.sizePx + 2 * marginPx) * pixelScaleArcsec) / 60;
  const area = sideArcmin * sideArcmin;
  const nGalaxies = poisson(random, galaxyCounts.perArcmin2 * area);
  const nStars = poisson(random, starCounts.perArcmin2 * area);
  let seen = 0;
  for (let i = 0; i < nGalaxies + nStars; i++) {
    const x = uniformIn(random, -marginPx, frame.sizePx + marginPx);
    const y = uniformIn(random, -marginPx, frame.sizePx + marginPx);
    const magnitude = drawMagnitude(random, i < nGalaxies ? galaxyCounts : starCounts);
    if (i < nGalaxies) addFieldGalaxy(frame, { x, y, magnitude, psf }, random);
    else addMoffat(frame, { x, y, flux: fluxOfMagnitude(magnitude), alphaPx: psf.alphaPx });
    const isInside = x >= 0 && y >= 0 && x < frame.sizePx && y < frame.sizePx;
    if (isInside && magnitude < 24.5) seen += 1;
  }
  return seen;
}

function drawMagnitude(random: Generator, counts: typeof galaxyCounts): number {
  const { faintest, brightest, slope } = counts;
  const lowest = pow(10, slope * (brightest - faintest));
  return faintest + log10(lowest + (1 - lowest) * random.uniform()) / slope;
}

function addFieldGalaxy(
  frame: Frame,
  { x, y, magnitude, psf }: { x: number; y: number; magnitude: number; psf: Psf },
  random: Generator,
): void {
  const radiusArcsec = logNormal(random, 0.28 * pow(10, 0.1 * (24.5 - magnitude)), 0.35);
  const angle = uniformIn(random, 0, Math.PI);
  addSersic(
    frame,
    {
      x,
      y,
      flux: fluxOfMagnitude(magnitude),
      radius: radiusArcsec / pixelScaleArcsec,
      axisRatio: uniformIn(random, 0.3, 1),
      major: [cos(angle), sin(angle)],
      mixture: mixtures[random.integer(mixtures.length)]!,
    },
    psf,
  );
}
