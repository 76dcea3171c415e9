import { exitCodes } from './exit-codes.js';

/** What Ctrl-C means: once, stop cleanly; twice, at once. SIGTERM is the same; a closed terminal only stops cleanly. */
export interface Interrupts {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  close(): void;
}

/** npm sends its child the Ctrl-C that the terminal has sent it already: so close together, they are one. */
const sameMs = 200;
/** What is left to do after the second: if it takes longer, it is left undone, as after a crash. */
const lastMs = 2000;

export function listenForInterrupts(onFirst: () => void): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstMs = 0;
  const listener = (signal: NodeJS.Signals): void => {
    if (!stop.signal.aborted) {
      firstMs = performance.now();
      stop.abort();
      onFirst();
    } else if (signal !== 'SIGHUP' && performance.now() - firstMs > sameMs) {
      kill.abort();
      setTimeout(() => process.exit(exitCodes.interrupted), lastMs).unref();
    }
  };
  // The last words to a terminal that is closed go nowhere, and that is no reason to crash.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, listener);
  return {
    stop: stop.signal,
    kill: kill.signal,
    close() {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
