import type { VerifiedInstance, Verdict } from '../core/verify-plan.js';
import { failureMessage } from './failure-message.js';
import { formatCounted, formatDuration } from './format-quantity.js';
import { padText, printableLine } from './text-width.js';

/** One line, or more, for an instance that was run again. */
export function verifiedText({ id, verdict, reproducibility }: VerifiedInstance): string {
  const classes = Object.entries(reproducibility).map(([name, value]) => `${name} ${value}`);
  const promise =
    classes.length === 0 ? [] : [`its bytes are promised only for ${printableLine(classes.join(', '))}`];
  const lines = [`${padText(verdict.state, 9)}  ${id}${remark(verdict)}`, ...details(verdict), ...promise];
  return `${lines.map((line, i) => (i === 0 ? line : `             ${line}`)).join('\n')}\n`;
}

/** The last line of `skysort verify`. */
export function verifySummary(verified: readonly VerifiedInstance[]): string {
  const same = verified.filter(({ verdict }) => verdict.state === 'same').length;
  return same === verified.length
    ? `all of ${formatCounted(same, 'step')} gave the same bytes again\n`
    : `${same} of ${formatCounted(verified.length, 'step')} gave the same bytes again\n`;
}

function remark(verdict: Verdict): string {
  switch (verdict.state) {
    case 'same':
    case 'different':
      return `, ${formatDuration(verdict.seconds)}`;
    case 'absent':
      return ': the store has no result of it to compare with; skysort run makes one';
    case 'lost':
      return `: ${verdict.output === undefined ? 'its record' : `output ${verdict.output}`} is ${verdict.problem} in the store; skysort run computes it again`;
    case 'changed':
      return ': its parameters or inputs are not those of the run any more; skysort why tells which';
    case 'failed':
    case 'cancelled':
      return '';
    default:
      return verdict satisfies never;
  }
}

function details(verdict: Verdict): string[] {
  if (verdict.state === 'failed') return failureMessage(verdict.failure).split('\n');
  if (verdict.state !== 'different') return [];
  return verdict.differences.map(({ output, file, before, now }) => {
    const change = `${before?.slice(0, 12) ?? 'not there'} in the store, ${now?.slice(0, 12) ?? 'not there'} now`;
    return `${output}: ${printableLine(file)}: ${change}`;
  });
}
