import { createContext, useContext, type ReactElement, type ReactNode } from 'react';
import { Text, type TextProps } from 'ink';
import type { Tone } from '../tone.js';

/** Whether colours are wanted: NO_COLOR turns them off for the whole screen. */
export const ColourContext = createContext(true);

const looks: Readonly<Record<Tone, TextProps>> = {
  plain: {},
  strong: { bold: true },
  quiet: { dimColor: true },
  good: { color: 'green' },
  bad: { color: 'red' },
  warning: { color: 'yellow' },
  live: { color: 'cyan' },
  second: { color: 'magenta' },
};

/** Text in the colour of its tone; one line that is cut at the edge, unless it may wrap. */
export function Paint(props: {
  readonly tone?: Tone;
  readonly wrap?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  const coloured = useContext(ColourContext);
  const look = coloured ? looks[props.tone ?? 'plain'] : {};
  return (
    <Text {...look} wrap={props.wrap === true ? 'wrap' : 'truncate-end'}>
      {props.children}
    </Text>
  );
}
