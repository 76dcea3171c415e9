import type { RunDifference } from '../core/diff-runs.js';
import type { InstanceId } from '../core/identifiers.js';
import { canonicalJson, type Json } from '../core/json.js';
import { formatMeasure } from './format-quantity.js';
import { stalenessMessage } from './staleness-message.js';
import { printableLine, truncateText } from './text-width.js';

/** What `skysort diff` prints: what holds for the whole runs, then each step with what differs in it. */
export function diffText(differences: readonly RunDifference[]): string {
  if (differences.length === 0) return 'no difference\n';
  const whole = differences.filter((one) => !('id' in one)).map(line);
  const byInstance = new Map<InstanceId, string[]>();
  for (const difference of differences) {
    if (!('id' in difference)) continue;
    const lines = byInstance.get(difference.id) ?? [];
    byInstance.set(difference.id, [...lines, line(difference)]);
  }
  const steps = [...byInstance].flatMap(([id, lines]) => [`${id}:`, ...lines.map((text) => `  ${text}`)]);
  return `${[...whole, ...steps].map(printableLine).join('\n')}\n`;
}

function line(difference: RunDifference): string {
  switch (difference.about) {
    case 'run':
      return `${difference.name}: ${difference.before} -> ${difference.now}`;
    case 'param':
      return `param ${difference.name}: ${valueText(difference.before)} -> ${valueText(difference.now)}`;
    case 'instance':
      return difference.change === 'added' ? 'only in the second run' : 'only in the first run';
    case 'cause':
      return stalenessMessage(difference.cause);
    case 'ending':
      return `${difference.before} -> ${difference.now}`;
    case 'measure': {
      const { name, before, now } = difference;
      return `${name}: ${measureText(before)} -> ${measureText(now)}`;
    }
    case 'output': {
      const { output, file, before, now } = difference;
      return `output ${output}, ${file}: ${digestText(before)} -> ${digestText(now)}`;
    }
    default:
      return difference satisfies never;
  }
}

function valueText(value: Json | undefined): string {
  return value === undefined ? 'none' : truncateText(canonicalJson(value), 60);
}

function measureText(value: number | string | undefined): string {
  return value === undefined ? 'none' : formatMeasure(value);
}

function digestText(digest: string | undefined): string {
  return digest?.slice(0, 12) ?? 'none';
}
