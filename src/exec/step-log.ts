import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const flushBytes = 64 * 1024;
/** A program that prints for ever must not fill the disk. */
const maxBytes = 256 * 1024 * 1024;

export interface StepLog {
  line(text: string): void;
  close(): void;
}

/**
 * Keeps what a step's programs print in a file, made with the first line; further attempts go on in it.
 * A log that cannot be written is given up: it must not fail the step.
 */
export function stepLog(path: string | undefined): StepLog {
  let file: number | undefined;
  let isGivenUp = path === undefined;
  let pending = '';
  let writtenBytes = 0;

  const flush = (): void => {
    const text = pending;
    pending = '';
    if (text === '' || isGivenUp || path === undefined) return;
    try {
      file ??= openLog(path);
      writtenBytes += writeSync(file, text);
      if (writtenBytes < maxBytes) return;
      writeSync(file, '[the log ends here: the program printed too much]\n');
      isGivenUp = true;
    } catch {
      isGivenUp = true;
    }
  };

  return {
    line(text) {
      if (isGivenUp) return;
      // What comes in one turn of the event loop is written at its end.
      if (pending === '') setImmediate(flush);
      pending += `${text}\n`;
      if (pending.length >= flushBytes) flush();
    },
    close() {
      flush();
      isGivenUp = true;
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'a');
  if (fstatSync(file).size > 0) writeSync(file, '--- next attempt ---\n');
  return file;
}
