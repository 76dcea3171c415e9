import { robustZ, type RobustReference } from '../../numerics/artifact-evidence/robust-z.js';
import { log } from '../../numerics/elementary.js';

/** What is compared of a statistic: itself, or its logarithm. */
export type StatisticScale = 'linear' | 'log';

/** What a statistic of an image is measured against: that of the sample that was scored. */
export interface StatisticReference extends RobustReference {
  readonly statistic: string;
  readonly scale: StatisticScale;
}

/** Anomalies below one deviation are none, and count alike: an image without noise has 0. */
const leastAnomaly = 1;

/** A statistic as it is compared. NaN stays NaN. */
export function scaled(value: number, scale: StatisticScale): number {
  return scale === 'log' ? log(Math.max(value, leastAnomaly)) : value;
}

/** How far a statistic lies above the sample's median, in robust standard deviations; NaN where it could not be said. */
export function standing(value: number, reference: StatisticReference): number {
  return robustZ(scaled(value, reference.scale), reference);
}

/** A reference as a file holds it: JSON has no NaN. */
export function fromJson(reference: StatisticReference): StatisticReference {
  const { median, deviation } = reference as { median: number | null; deviation: number | null };
  return { ...reference, median: median ?? NaN, deviation: deviation ?? NaN };
}
