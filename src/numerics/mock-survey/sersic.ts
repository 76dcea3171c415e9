import { atan2, cos, exp, log, pow, sin } from '../elementary.js';
import { addGaussian, type Frame } from './frame.js';
import type { Psf } from './psf.js';

/** A share of a profile's flux, in a Gaussian of that standard deviation in half-light radii. */
export interface MixturePart {
  readonly sigma: number;
  readonly weight: number;
}

/** An elliptical component of a galaxy on a frame; lengths in pixels, flux in AB nanomaggies. */
export interface SersicLight {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
  /** Half-light radius along the major axis. */
  readonly radius: number;
  readonly axisRatio: number;
  /** Unit vector along the major axis. */
  readonly major: readonly [number, number];
  readonly mixture: readonly MixturePart[];
}

const nGaussians = 12;
const eulerTerms = 10;

/** The b of exp(-b (r / Re)^(1/n)). @see Ciotti and Bertin 1999, equation 18; error below 1e-5 for n >= 0.8. */
function sersicB(n: number): number {
  return 2 * n - 1 / 3 + 4 / (405 * n) + 46 / (25515 * n * n) + 131 / (1148175 * n * n * n);
}

/** Euler's weights of an alternating sum of 2 * eulerTerms + 1 terms: ones, then the tail of a binomial distribution. */
function eulerWeights(): number[] {
  const weights = Array.from({ length: 2 * eulerTerms + 1 }, () => 1);
  weights[0] = 0.5;
  let binomial = 1;
  let tail = pow(2, -eulerTerms);
  weights[2 * eulerTerms] = tail;
  for (let p = 1; p < eulerTerms; p++) {
    binomial = (binomial * (eulerTerms - p + 1)) / p;
    tail += pow(2, -eulerTerms) * binomial;
    weights[2 * eulerTerms - p] = tail;
  }
  return weights;
}

/** The complex radii at which a profile is taken, and their weights up to a common factor: the same for every profile. */
const eulerNodes = eulerWeights().map((weight, p) => {
  const real = (2 * eulerTerms * log(10)) / 3;
  const imaginary = 2 * Math.PI * p;
  return {
    modulus: Math.sqrt(Math.sqrt(real * real + imaginary * imaginary)),
    angle: atan2(imaginary, real) / 2,
    weight: p % 2 === 0 ? weight : -weight,
  };
});

/**
 * A Sersic profile as a sum of 12 round Gaussians: within 3% of it from 0.1 to 4 half-light radii, 99% of its light.
 * Only a sum of Gaussians can be convolved with the point spread function without a grid.
 * @param n Sersic index, 0.8 to 6.
 * @returns Gaussians whose weights sum to 1.
 * @see Shajib 2019, "Unified lensing and kinematic analysis for any elliptical mass profile", equations 6 to 13.
 */
export function sersicMixture(n: number): MixturePart[] {
  if (!(n >= 0.8 && n <= 6)) throw new RangeError(`sersicMixture(${n}): the index must be 0.8 to 6`);
  const b = sersicB(n);
  const smallest = 0.05 * pow(n, -1.35);
  const step = log((4 * n) / smallest) / (nGaussians - 1);
  const parts = Array.from({ length: nGaussians }, (_, j) => {
    const sigma = smallest * exp(j * step);
    const end = j === 0 || j === nGaussians - 1 ? 0.5 : 1;
    return { sigma, weight: Math.max(0, end * sigma * sigma * density(sigma, n, b)) };
  });
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  return parts.map(({ sigma, weight }) => ({ sigma, weight: weight / total }));
}

function density(sigma: number, n: number, b: number): number {
  let sum = 0;
  for (const node of eulerNodes) {
    const power = b * pow(sigma * node.modulus, 1 / n);
    const angle = node.angle / n;
    sum += node.weight * exp(-power * cos(angle)) * cos(power * sin(angle));
  }
  return sum;
}

/** Adds a component as the telescope sees it: each of its Gaussians convolved with each of the point spread function's. */
export function addSersic(frame: Frame, light: SersicLight, psf: Psf): void {
  for (const part of light.mixture) {
    const sigma = part.sigma * light.radius;
    const alongMajor = sigma * sigma;
    const alongMinor = alongMajor * light.axisRatio * light.axisRatio;
    // Where a Gaussian is much wider than the point spread function, only the latter's variance matters.
    const spreads = alongMinor > 16 * psf.variance ? [{ weight: 1, variance: psf.variance }] : psf.gaussians;
    const [ux, uy] = light.major;
    for (const spread of spreads) {
      addGaussian(frame, {
        x: light.x,
        y: light.y,
        flux: light.flux * part.weight * spread.weight,
        xx: alongMajor * ux * ux + alongMinor * uy * uy + spread.variance,
        xy: (alongMajor - alongMinor) * ux * uy,
        yy: alongMajor * uy * uy + alongMinor * ux * ux + spread.variance,
      });
    }
  }
}
