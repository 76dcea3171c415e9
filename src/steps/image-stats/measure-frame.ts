import { imageStatistics, type ImageStatistics } from '../../numerics/image-statistics.js';
import type { Plane } from '../../numerics/resize.js';

/** The parameters of image-stats. */
export interface MeasureParams {
  readonly saturation_level: number | null;
}

const statisticColumns = {
  zero_flux_fraction: 'zeroFluxFraction',
  negative_fraction: 'negativeFraction',
  negative_outlier_fraction: 'negativeOutlierFraction',
  saturated_fraction: 'saturatedFraction',
  min: 'min',
  max: 'max',
  mean: 'mean',
  median: 'median',
  background_noise: 'backgroundNoise',
  concentration: 'concentration',
  column_anomaly: 'columnAnomaly',
  row_anomaly: 'rowAnomaly',
} as const satisfies Record<string, keyof ImageStatistics>;

/** The columns of the table after those that name the image. */
export const statisticNames: readonly string[] = Object.keys(statisticColumns);

/** The statistics of a raw frame at its own size, in the order of `statisticNames`; NaN where one cannot be said. */
export function measureFrame(image: Plane, params: MeasureParams): number[] {
  const statistics = imageStatistics(image, params.saturation_level);
  return Object.values(statisticColumns).map((name) => statistics[name]);
}
