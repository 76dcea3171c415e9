import type { RunEvent } from '../core/events.js';

/** Shows a run to whoever watches: one of screen, plain lines, JSON. It never ends the run, whatever becomes of its stream. */
export interface RunPrinter {
  event(event: RunEvent): void;
  /** Says that the run is being stopped, and how to stop it at once: for the first Ctrl-C. */
  interrupted(): void;
  /** Draws what is still to be drawn, gives the terminal back, and waits until all is written. */
  close(): Promise<void>;
}

export const stoppingText = 'stopping cleanly; press Ctrl-C again to stop at once';
