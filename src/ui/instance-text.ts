import {
  formatCount,
  formatDuration,
  formatEta,
  formatMeasure,
  formatPercent,
  formatRate,
} from './format-quantity.js';
import { fractionDone, secondsLeft, wholeMeter, type ProgressMeter } from './progress-meter.js';
import type { InstanceModel } from './screen-model.js';
import { printableLine } from './text-width.js';

/** `k 3, inertia 1234.5`: the measures of a step, or the last metric of one that has none. Of several words each, `name: words; …`. */
export function resultText(instance: InstanceModel): string {
  const values =
    Object.keys(instance.measures).length > 0 ? instance.measures : (instance.metric?.values ?? {});
  const pairs = Object.entries(values).map(
    ([name, value]) => [printableLine(name), printableLine(formatMeasure(value))] as const,
  );
  const isWordy = pairs.flat().some((text) => text.includes(' '));
  return pairs.map((pair) => pair.join(isWordy ? ': ' : ' ')).join(isWordy ? '; ' : ', ');
}

/** How a finished instance ended, without its name: `ran in 12.4s: inertia 1234`. */
export function outcomeText(instance: InstanceModel): string {
  const result = resultText(instance);
  switch (instance.state) {
    case 'ran':
      return `ran in ${formatDuration(instance.seconds ?? 0)}${result === '' ? '' : `: ${result}`}`;
    case 'cached': {
      const saved =
        instance.savedSeconds === undefined ? '' : ` (${formatDuration(instance.savedSeconds)} saved)`;
      return `cached${saved}${result === '' ? '' : `: ${result}`}`;
    }
    case 'failed':
      return `failed after ${formatDuration(instance.seconds ?? 0)}`;
    case 'skipped':
      // A step below a failed one has its own failure, which names it.
      return instance.failure === undefined ? 'skipped: another step failed first' : 'skipped';
    case 'cancelled':
    case 'waiting':
    case 'shared':
    case 'running':
      return instance.state;
    default:
      return instance.state satisfies never;
  }
}

/** `1,200 of 3,940 images, 30%, 520 images/s, 5s left`, for a log. */
export function progressText(instance: InstanceModel, nowMs: number): string {
  const meter = wholeMeter(instance.progress, instance.epochs);
  const parts: string[] = [];
  if (meter !== undefined) {
    const counted =
      meter === instance.epochs && instance.progress?.unit !== meter.unit
        ? `${meter.unit} ${formatCount(meter.done)} of ${formatCount(meter.total)}`
        : `${formatCount(meter.done)} of ${formatCount(meter.total)} ${meter.unit}`;
    parts.push(counted, formatPercent(fractionDone(meter)), ...speedParts(meter, nowMs));
  }
  for (const [name, value] of Object.entries(instance.metric?.values ?? {})) {
    parts.push(`${name} ${formatMeasure(value)}`);
  }
  return printableLine(parts.join(', '));
}

function speedParts(meter: ProgressMeter, nowMs: number): string[] {
  const left = secondsLeft(meter, nowMs);
  if (meter.rate === undefined || left === undefined) return [];
  return [formatRate(meter.rate, plural(meter.unit)), `${formatEta(left)} left`];
}

/** Progress units are plural already, a metric's (`epoch`) are not. */
export function plural(unit: string): string {
  return unit.endsWith('s') ? unit : `${unit}s`;
}
