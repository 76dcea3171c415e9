import type { ReactElement } from 'react';
import { Box } from 'ink';
import { wrapHanging } from '../text-width.js';
import type { ToneLine } from '../tone.js';
import { Paint } from './Paint.js';

/** Lines of text that are wrapped rather than cut: messages are worth their rows. */
export function Lines(props: {
  readonly lines: readonly ToneLine[];
  readonly columns: number;
}): ReactElement {
  return (
    <Box flexDirection="column">
      {props.lines.map(({ text, tone }, index) => (
        <Paint key={index} tone={tone} wrap>
          {wrapHanging(text, props.columns).join('\n') || ' '}
        </Paint>
      ))}
    </Box>
  );
}
