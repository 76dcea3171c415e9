import type { ParamFault } from '../../core/step.js';

/** The lower percentile comes first. @param percentiles Of any type: the schema may not have been content with it. */
export function percentileFaults(percentiles: unknown): ParamFault[] {
  if (!Array.isArray(percentiles) || percentiles.length !== 2) return [];
  const [lower, upper] = percentiles as unknown[];
  if (typeof lower !== 'number' || typeof upper !== 'number' || lower < upper) return [];
  return [
    {
      path: ['percentiles'],
      expected: 'a lower and a higher percentile, in this order',
      found: `[${lower}, ${upper}]`,
    },
  ];
}
