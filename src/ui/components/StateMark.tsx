import type { ReactElement } from 'react';
import type { LiveState } from '../screen-model.js';
import type { Tone } from '../tone.js';
import { Paint } from './Paint.js';

const marks: Readonly<Record<LiveState, { readonly mark: string; readonly tone: Tone }>> = {
  waiting: { mark: '·', tone: 'quiet' },
  shared: { mark: '◌', tone: 'live' },
  running: { mark: '▶', tone: 'live' },
  ran: { mark: '✓', tone: 'good' },
  cached: { mark: '=', tone: 'good' },
  failed: { mark: '✗', tone: 'bad' },
  skipped: { mark: '-', tone: 'quiet' },
  cancelled: { mark: '■', tone: 'warning' },
};

const spinnerFrames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const spinnerFrameMs = 125;

/** One character for a state; it turns while running. */
export function StateMark(props: { readonly state: LiveState; readonly nowMs?: number }): ReactElement {
  const { mark, tone } = marks[props.state];
  const frame =
    props.nowMs === undefined ? undefined : spinnerFrames[Math.floor(props.nowMs / spinnerFrameMs) % 10];
  return <Paint tone={tone}>{props.state === 'running' ? (frame ?? mark) : mark}</Paint>;
}

/** `✓3 ▶1 ✗1`: how many are in each state, the states that have any. */
export function StateCounts(props: { readonly counts: Readonly<Record<LiveState, number>> }): ReactElement {
  const states = ['ran', 'cached', 'running', 'shared', 'failed', 'skipped', 'cancelled'] as const;
  return (
    <>
      {states
        .filter((state) => props.counts[state] > 0)
        .map((state, index) => (
          <Paint key={state} tone={marks[state].tone}>
            {index > 0 ? ' ' : ''}
            {marks[state].mark}
            {props.counts[state]}
          </Paint>
        ))}
    </>
  );
}
