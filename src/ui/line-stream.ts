import type { Writable } from 'node:stream';

/** Where lines go, one at a time. */
export interface LineStream {
  line(text: string): void;
  /** Waits until all lines are with the system. */
  flush(): Promise<void>;
}

/**
 * Lines into a stream whose reader may leave (`| head`, a closed terminal): from then on lines are dropped, since a run that
 * nobody watches is still worth finishing.
 */
export function lineStream(stream: Writable): LineStream {
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  return {
    line(text) {
      if (!broken && !stream.destroyed) stream.write(`${text}\n`);
    },
    flush() {
      return new Promise((resolve) => {
        if (broken || stream.destroyed) {
          resolve();
          return;
        }
        stream.once('close', resolve);
        stream.write('', () => {
          stream.off('close', resolve);
          resolve();
        });
      });
    },
  };
}
