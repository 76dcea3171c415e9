import { skyField } from './field.js';
import { growthCurve } from './growth.js';
import { findObjects } from './objects.js';

/** A square image in AB nanomaggies, as a survey holds it. */
export interface RawImage {
  readonly size: number;
  readonly pixels: Float32Array | Float64Array;
}

const pixelScaleArcsec = 0.187;

/** What the survey's galaxies and sky look like, one number each; units in the names. */
export function measureImage(image: RawImage) {
  const field = skyField(image);
  const growth = growthCurve(image, field);
  const objects = findObjects(image, field);
  const sideArcmin = (image.size * pixelScaleArcsec) / 60;
  return {
    size_px: image.size,
    sky_sigma: field.sigma,
    sky_level_sigma: field.level / field.sigma,
    noise_lag_1: field.lag1,
    noise_lag_2: field.lag2,
    noise_coarse: field.coarse,
    magnitude: 22.5 - 2.5 * Math.log10(growth.flux),
    half_light_arcsec: growth.halfLightPx * pixelScaleArcsec,
    half_light_share: growth.halfLightPx / image.size,
    concentration: growth.concentration,
    inner_flux_share: growth.innerShare,
    asymmetry: growth.asymmetry,
    ellipticity: objects.central.ellipticity,
    galaxy_area_share: objects.central.areaPx / (image.size * image.size),
    others: objects.others,
    others_per_arcmin2: objects.others / (sideArcmin * sideArcmin),
    ...extremes(image, field),
  };
}

export type Measure = keyof ReturnType<typeof measureImage>;

function extremes({ pixels, size }: RawImage, { level, sigma }: { level: number; sigma: number }) {
  let [min, max, zeros] = [Infinity, -Infinity, 0];
  for (const value of pixels) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (value === 0) zeros += 1;
  }
  const middle = size >> 1;
  let peak = -Infinity;
  for (let dy = -2; dy <= 2; dy++) {
    for (let dx = -2; dx <= 2; dx++) peak = Math.max(peak, pixels[(middle + dy) * size + middle + dx]!);
  }
  return {
    peak_sigma: (peak - level) / sigma,
    maximum_sigma: (max - level) / sigma,
    minimum_sigma: (min - level) / sigma,
    zero_flux_fraction: zeros / pixels.length,
  };
}
