import { generator, type Generator } from '../generator.js';
import { kpcPerArcsec, luminosityDistanceMpc, redshiftOfScale } from './cosmology.js';
import { boundedNormal, logNormal, logUniform, uniformIn } from './draws.js';
import { pixelScaleArcsec } from './photometry.js';
import { drawNoiseKernel, type NoiseKernel } from './sky.js';
import { planeOf, unit, type Vector } from './vector.js';

export const nCameras = 4;

/** A frame shows this much of the sky around a galaxy, however far the galaxy is. */
const fieldKpc = 50;

/** Side lengths that frames may have, in pixels. */
export interface FrameRange {
  readonly min: number;
  readonly max: number;
}

/** Towards the four corners of a tetrahedron, so that one galaxy is never seen from the same side twice. */
const directions: readonly Vector[] = [
  unit([1, 1, 1]),
  unit([-1, -1, 1]),
  unit([-1, 1, -1]),
  unit([1, -1, -1]),
];

/** One exposure's circumstances: where the camera stands, how far the galaxy is put, and what the sky is like there. */
export interface CameraView {
  /** Unit vectors: from the galaxy to the camera, and along the frame's columns and rows. */
  readonly towards: Vector;
  readonly right: Vector;
  readonly up: Vector;
  readonly redshift: number;
  readonly sizePx: number;
  /** Column and row of the galaxy's centre, within some half of a pixel of the frame's. */
  readonly centre: readonly [number, number];
  readonly kpcPerPixel: number;
  readonly luminosityDistanceMpc: number;
  readonly psfFwhmArcsec: number;
  /** Standard deviation of the sky's noise in a pixel, in AB nanomaggies. */
  readonly skySigma: number;
  readonly noiseKernel: NoiseKernel;
  /** The flux at which the detector saturates, in AB nanomaggies a pixel. */
  readonly saturation: number;
  readonly rightAscension: number;
  readonly declination: number;
}

/**
 * Draws the circumstances of one image. Each camera puts the galaxy at a redshift of its own, as the mock observations that
 * the survey resembles do: the frame's 50 kpc then span few or many pixels.
 */
export function drawCamera(seed: number, galaxy: number, camera: number, range: FrameRange): CameraView {
  const random = generator(seed, 'mock-survey', 'camera', galaxy, camera);
  const sizePx = Math.round(drawSize(random, range));
  const kpcPerPixel = fieldKpc / (sizePx + random.uniform());
  const redshift = redshiftOfScale(kpcPerPixel / pixelScaleArcsec);
  const towards = directions[camera]!;
  const [right, up] = planeOf(towards);
  const skySigma =
    logNormal(random, 0.0021, 0.1) * (random.uniform() < 0.15 ? uniformIn(random, 1.4, 1.8) : 1);
  const centreOf = (): number =>
    (sizePx - 1) / 2 + boundedNormal(random, { mean: 0, deviation: 0.08, low: -0.5, high: 0.5 });
  return {
    towards,
    right,
    up,
    redshift,
    sizePx,
    centre: [centreOf(), centreOf()],
    kpcPerPixel: kpcPerArcsec(redshift) * pixelScaleArcsec,
    luminosityDistanceMpc: luminosityDistanceMpc(redshift),
    psfFwhmArcsec: boundedNormal(random, { mean: 0.69, deviation: 0.08, low: 0.55, high: 0.95 }),
    skySigma,
    noiseKernel: drawNoiseKernel(random),
    saturation: logNormal(random, 7, 0.1),
    rightAscension: uniformIn(random, 110, 260),
    declination: uniformIn(random, 30, 60),
  };
}

/** Like the real images' sides: most from 74 to 230 pixels, one in seven up to 560; a uniform draw within the range when outside. */
function drawSize(random: Generator, { min, max }: FrameRange): number {
  const isLarge = random.uniform() < 0.14;
  const size = isLarge ? logUniform(random, 200, 560) : logUniform(random, 74, 230);
  const uniform = random.uniform();
  return size >= min && size <= max ? size : min + (Math.min(max, 2 * min) - min) * uniform;
}
