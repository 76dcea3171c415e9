/** The cosmology that the survey's own headers name: flat, H0 in km/s/Mpc. */
export const cosmology = { hubble: 70, matter: 0.3, lambda: 0.7 } as const;

const speedOfLightKmPerSecond = 299792.458;
const arcsecPerRadian = (180 * 3600) / Math.PI;

/**
 * Comoving distance in Mpc, by Simpson's rule with 64 intervals (relative error below 1e-9 for z < 3).
 * @param redshift Not negative; 0 gives 0.
 */
function comovingDistanceMpc(redshift: number): number {
  const intervals = 64;
  const step = redshift / intervals;
  let sum = 0;
  for (let i = 0; i <= intervals; i++) {
    const a = 1 + i * step;
    const weight = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight / Math.sqrt(cosmology.matter * a * a * a + cosmology.lambda);
  }
  return (speedOfLightKmPerSecond / cosmology.hubble) * (step / 3) * sum;
}

/** Luminosity distance in Mpc. @see Hogg 1999, "Distance measures in cosmology", equation 21. */
export function luminosityDistanceMpc(redshift: number): number {
  return (1 + redshift) * comovingDistanceMpc(redshift);
}

/** Proper length in kpc that an arcsecond spans at that redshift. */
export function kpcPerArcsec(redshift: number): number {
  return (1000 * comovingDistanceMpc(redshift)) / (1 + redshift) / arcsecPerRadian;
}

/**
 * The redshift below 1.5, where the scale still rises, at which an arcsecond spans that many kpc; 0 and 1.5 bound it.
 * @param scale In kpc per arcsecond, not negative.
 */
export function redshiftOfScale(scale: number): number {
  let low = 0;
  let high = 1.5;
  for (let i = 0; i < 52; i++) {
    const middle = (low + high) / 2;
    if (kpcPerArcsec(middle) < scale) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
