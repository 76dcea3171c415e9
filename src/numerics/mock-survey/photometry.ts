import { log10, pow } from '../elementary.js';

/** Width of a pixel on the sky, that of the survey which the mock resembles. */
export const pixelScaleArcsec = 0.187;

/** AB magnitude of one nanomaggy. */
const zeroPoint = 22.5;

/** Flux in AB nanomaggies of an AB magnitude. */
export function fluxOfMagnitude(magnitude: number): number {
  return pow(10, (zeroPoint - magnitude) / 2.5);
}

/** AB magnitude of a flux in AB nanomaggies; NaN unless the flux is positive. */
export function magnitudeOfFlux(flux: number): number {
  return zeroPoint - 2.5 * log10(flux);
}

/** Apparent magnitude, without K correction. @param luminosityDistanceMpc Above 0. */
export function apparentMagnitude(absoluteMagnitude: number, luminosityDistanceMpc: number): number {
  return absoluteMagnitude + 25 + 5 * log10(luminosityDistanceMpc);
}
