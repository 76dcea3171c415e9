import type { ReactElement } from 'react';
import { Text } from 'ink';
import { formatCount, formatEta, formatPercent, formatRate } from '../format-quantity.js';
import { plural } from '../instance-text.js';
import { fractionDone, secondsLeft, type ProgressMeter } from '../progress-meter.js';
import { padText, textWidth } from '../text-width.js';
import { Paint } from './Paint.js';

const shortestBar = 6;
const longestBar = 30;

/** A bar, then as many of percentage, time left, speed and count as the width allows, in this order. */
export function ProgressBar(props: {
  readonly meter: ProgressMeter;
  readonly nowMs: number;
  readonly columns: number;
}): ReactElement {
  const { meter, nowMs, columns } = props;
  const facts: string[] = [];
  let room = columns - shortestBar;
  for (const fact of meterFacts(meter, nowMs)) {
    if (room < textWidth(fact) + 2) break;
    room -= textWidth(fact) + 2;
    facts.push(fact);
  }
  const width = Math.max(0, Math.min(longestBar, shortestBar + room));
  const filled = Math.round(fractionDone(meter) * width);
  return (
    <Text wrap="truncate-end">
      <Paint tone="live">{'━'.repeat(filled)}</Paint>
      <Paint tone="quiet">{'─'.repeat(width - filled)}</Paint>
      {facts.map((fact) => `  ${fact}`).join('')}
    </Text>
  );
}

/** Fixed widths where figures change fast, so that the line does not tremble. */
function meterFacts(meter: ProgressMeter, nowMs: number): string[] {
  const left = secondsLeft(meter, nowMs);
  const facts = [padText(formatPercent(fractionDone(meter)), 4, 'right')];
  if (left !== undefined) facts.push(padText(`${formatEta(left)} left`, 8, 'right'));
  if (meter.rate !== undefined) facts.push(formatRate(meter.rate, plural(meter.unit)));
  facts.push(`${formatCount(meter.done)} of ${formatCount(meter.total)}`);
  return facts;
}
