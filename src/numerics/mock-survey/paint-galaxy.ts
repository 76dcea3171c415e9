import type { CameraView } from './camera.js';
import { addGaussian, blankFrame, type Frame } from './frame.js';
import type { Lump, MockGalaxy, Spheroid } from './galaxy.js';
import { apparentMagnitude, fluxOfMagnitude } from './photometry.js';
import { apparentAxisRatio, onFrame, project } from './projection.js';
import type { Psf } from './psf.js';
import { addSersic, sersicMixture, type SersicLight } from './sersic.js';
import { modulateBySpiral } from './spiral.js';

/** Of the radius that holds half of a two-dimensional Gaussian's light, in standard deviations: sqrt(2 ln 2). */
const gaussianHalfLight = 1.1774100225154747;

/** The galaxy's flux in a camera's frame and beyond it, in AB nanomaggies, lumps not counted. */
export function galaxyFlux(galaxy: MockGalaxy, view: CameraView): number {
  return fluxOfMagnitude(apparentMagnitude(galaxy.absoluteMagnitude, view.luminosityDistanceMpc));
}

/** The light of a galaxy in one camera's frame, blurred by the point spread function, without noise. */
export function paintGalaxy(galaxy: MockGalaxy, view: CameraView, psf: Psf): Frame {
  const flux = galaxyFlux(galaxy, view);
  const lightOf = (part: Spheroid): SersicLight => spheroidLight(part, flux, view);

  const frame = blankFrame(view.sizePx);
  const disk = lightOf(galaxy.disk);
  addSersic(frame, disk, psf);
  if (galaxy.spiral !== undefined) {
    modulateBySpiral(frame, {
      spiral: galaxy.spiral,
      centre: [disk.x, disk.y],
      projection: project(galaxy.axis, view),
      axisRatio: disk.axisRatio,
      radiusPx: disk.radius,
      psfVariance: psf.variance,
    });
  }
  addSersic(frame, lightOf(galaxy.bulge), psf);
  addSersic(frame, lightOf(galaxy.halo), psf);
  for (const lump of [...galaxy.clumps, ...galaxy.companions]) addLump(frame, lump, { flux, view, psf });
  return frame;
}

function spheroidLight(part: Spheroid, flux: number, view: CameraView): SersicLight {
  const projection = project(part.axis, view);
  const [x, y] = onFrame(part.offset, view);
  return {
    x,
    y,
    flux: flux * part.share,
    radius: part.radiusKpc / view.kpcPerPixel,
    axisRatio: apparentAxisRatio(part.thickness, projection.cosine),
    major: projection.major,
    mixture: sersicMixture(part.sersicIndex),
  };
}

function addLump(
  frame: Frame,
  lump: Lump,
  { flux, view, psf }: { flux: number; view: CameraView; psf: Psf },
): void {
  const [x, y] = onFrame(lump.position, view);
  const sigma = lump.radiusKpc / view.kpcPerPixel / gaussianHalfLight;
  for (const spread of psf.gaussians) {
    const variance = sigma * sigma + spread.variance;
    addGaussian(frame, {
      x,
      y,
      flux: flux * lump.share * spread.weight,
      xx: variance,
      xy: 0,
      yy: variance,
    });
  }
}
