import type { Writable } from 'node:stream';
import { lineStream } from './line-stream.js';
import type { RunPrinter } from './run-printer.js';

/** One RunEvent a line, as it is in events.ndjson: for programs. */
export function jsonPrinter(stream: Writable): RunPrinter {
  const output = lineStream(stream);
  return {
    event(event) {
      output.line(JSON.stringify(event));
    },
    // The run's last event tells a program that it was cancelled.
    interrupted: () => undefined,
    close: () => output.flush(),
  };
}
