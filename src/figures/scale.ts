import { log10 } from '../numerics/elementary.js';
import { linearTicks, logTicks, type Tick } from './ticks.js';

/** Turns values into positions along an axis, and knows the axis' ticks. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  position(value: number): number;
  ticks(count: number): Tick[];
}

export interface ScaleSpan {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
}

/** Linear from [low, high] to [from, to]; a domain of one value is widened around it. */
export function linearScale({ low, high, from, to }: ScaleSpan): Scale {
  const widen = high > low ? 0 : Math.abs(low) * 0.05 || 0.5;
  const first = low - widen;
  const last = high + widen;
  return {
    low: first,
    high: last,
    position: (value) => from + ((value - first) / (last - first)) * (to - from),
    ticks: (count) => linearTicks(first, last, count),
  };
}

/** Logarithmic; `low` must be positive. */
export function logScale({ low, high, from, to }: ScaleSpan): Scale {
  const first = high > low ? low : low / 1.5;
  const last = high > low ? high : low * 1.5;
  const start = log10(first);
  const span = log10(last) - start;
  return {
    low: first,
    high: last,
    position: (value) => from + ((log10(value) - start) / span) * (to - from),
    ticks: (count) => logTicks(first, last, count),
  };
}

/** The smallest and largest finite value; undefined when there is none. */
export function finiteExtent(values: Iterable<number>): { low: number; high: number } | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : undefined;
}
