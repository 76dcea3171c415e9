import type { Progress } from '../core/step.js';

/** How far something has come, with its smoothed speed. Times are milliseconds of any one clock. */
export interface ProgressMeter {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly startedMs: number;
  /** When the speed was last measured, and what was done by then. */
  readonly measuredMs: number;
  readonly measuredDone: number;
  /** How often it began again from a lower count: a meter of batches that counts anew in each epoch. */
  readonly restarts: number;
  /** Units a second; absent until there is something to measure. */
  readonly rate?: number;
}

/** Speeds are averaged over about this long, so that an estimate neither jumps nor clings to a slow start. */
const memoryMs = 8000;

/** Below this interval a speed says more about the clock than about the work. */
const shortestIntervalMs = 200;

/** A smoothed speed takes in one more report. Another unit or total, or a step back, starts a new measurement. */
export function advanceMeter(
  meter: ProgressMeter | undefined,
  progress: Progress,
  nowMs: number,
): ProgressMeter {
  const { done, total, unit } = progress;
  if (meter?.unit !== unit || meter.total !== total || done < meter.done) {
    const restarts = meter?.unit === unit ? meter.restarts + 1 : 0;
    return { done, total, unit, restarts, startedMs: nowMs, measuredMs: nowMs, measuredDone: done };
  }
  const elapsed = nowMs - meter.measuredMs;
  if (elapsed < shortestIntervalMs || done === meter.measuredDone) return { ...meter, done };
  const speed = ((done - meter.measuredDone) * 1000) / elapsed;
  const weight = 1 - Math.exp(-elapsed / memoryMs);
  // The first speed has nothing to be averaged with.
  const rate = meter.rate === undefined ? speed : meter.rate + weight * (speed - meter.rate);
  return { ...meter, done, rate, measuredMs: nowMs, measuredDone: done };
}

/**
 * Which of two meters stands for the whole step: its own progress, unless that only counts within an epoch.
 */
export function wholeMeter(
  progress: ProgressMeter | undefined,
  epochs: ProgressMeter | undefined,
): ProgressMeter | undefined {
  if (progress === undefined || epochs === undefined) return progress ?? epochs;
  const countsWithinEpoch =
    progress.restarts > 0 || (progress.done >= progress.total && epochs.done < epochs.total);
  return countsWithinEpoch ? epochs : progress;
}

/** The part that is done, in [0, 1]. */
export function fractionDone(meter: ProgressMeter): number {
  return meter.total > 0 ? Math.min(1, Math.max(0, meter.done / meter.total)) : 0;
}

/** Seconds left at the smoothed speed, counted down since it was measured; absent while there is no speed. */
export function secondsLeft(meter: ProgressMeter, nowMs: number): number | undefined {
  if (meter.rate === undefined || meter.rate <= 0) return undefined;
  const left = (meter.total - meter.measuredDone) / meter.rate - (nowMs - meter.measuredMs) / 1000;
  // A step that stalls must not promise to be ready in less than nothing.
  return meter.done >= meter.total ? 0 : Math.max(left, 0);
}
