import { frameArtifacts, type FrameArtifacts } from '../../numerics/frame-artifacts/frame-artifacts.js';
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
  pixel_noise: 'pixelNoise',
  sharpness: 'sharpness',
  constant_fraction: 'constantFraction',
  plateau: 'plateau',
  trail: 'trail',
} as const satisfies Record<string, keyof (ImageStatistics & FrameArtifacts)>;

/** The columns of the table after those that name the image. */
export const statisticNames: readonly string[] = Object.keys(statisticColumns);

/** The statistics of a raw frame at its own size, in the order of `statisticNames`; NaN where one cannot be said. */
export function measureFrame(image: Plane, params: MeasureParams): number[] {
  const statistics = imageStatistics(image, params.saturation_level);
  const all = { ...statistics, ...frameArtifacts(image, statistics.median) };
  return Object.values(statisticColumns).map((name) => all[name]);
}
