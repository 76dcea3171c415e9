import type { Writable } from 'node:stream';
import type { RunEvent } from '../core/events.js';
import { lineStream } from './line-stream.js';
import { advanceMeter, secondsLeft, type ProgressMeter } from './progress-meter.js';
import type { RunPrinter } from './run-printer.js';

/** One RunEvent a line, as it is in events.ndjson, and how fast a step goes: for programs. */
export function jsonPrinter(stream: Writable): RunPrinter {
  const output = lineStream(stream);
  const meters = new Map<string, ProgressMeter>();
  const withSpeed = (event: RunEvent): RunEvent => {
    if (event.type !== 'step-progress') return event;
    const nowMs = Date.parse(event.at);
    const meter = advanceMeter(meters.get(event.id), event, nowMs);
    meters.set(event.id, meter);
    const left = secondsLeft(meter, nowMs);
    if (meter.rate === undefined || left === undefined) return event;
    return { ...event, perSecond: rounded(meter.rate), secondsLeft: rounded(left) };
  };
  return {
    event(event) {
      output.line(JSON.stringify(withSpeed(event)));
    },
    // The run's last event tells a program that it was cancelled.
    interrupted: () => undefined,
    close: () => output.flush(),
  };
}

/** To three decimals: no more is known. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
