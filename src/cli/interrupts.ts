/** What Ctrl-C means: once, stop cleanly; twice, at once. SIGTERM and a closed terminal stop cleanly too. */
export interface Interrupts {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  close(): void;
}

export function listenForInterrupts(onFirst: () => void): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  const listener = (): void => {
    if (stop.signal.aborted) {
      kill.abort();
      return;
    }
    stop.abort();
    onFirst();
  };
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
