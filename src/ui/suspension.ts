/** What is done when a person stops the program with Ctrl-Z, and when it goes on. */
export interface Suspendable {
  /** Leaves the terminal as the shell wants it. */
  suspend(): void;
  /** @param wasSuspended False when something else than Ctrl-Z had stopped the program, which then knew nothing of it. */
  resume(wasSuspended: boolean): void;
}

/**
 * Lets a screen leave the terminal tidily before Ctrl-Z stops the program, and come back after `fg`. Steps that are running go
 * on meanwhile: they are process groups of their own.
 */
export function listenForSuspension(screen: Suspendable): { close(): void } {
  let isSuspended = false;
  const stop = (): void => {
    if (!isSuspended) screen.suspend();
    isSuspended = true;
    // Unlike SIGTSTP it cannot be listened to, so it stops us.
    process.kill(process.pid, 'SIGSTOP');
  };
  const goOn = (): void => {
    const was = isSuspended;
    isSuspended = false;
    screen.resume(was);
  };
  process.on('SIGTSTP', stop);
  process.on('SIGCONT', goOn);
  return {
    close() {
      process.off('SIGTSTP', stop);
      process.off('SIGCONT', goOn);
    },
  };
}
