import type { ReactElement } from 'react';
import { Box } from 'ink';
import type { ToneLine } from '../tone.js';
import { Paint } from './Paint.js';

/** Lines of text that may wrap: messages are worth their rows. */
export function Lines(props: { readonly lines: readonly ToneLine[] }): ReactElement {
  return (
    <Box flexDirection="column">
      {props.lines.map((line, index) => (
        <Paint key={index} tone={line.tone} wrap>
          {line.text === '' ? ' ' : line.text}
        </Paint>
      ))}
    </Box>
  );
}
