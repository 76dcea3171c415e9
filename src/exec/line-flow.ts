type Tell = (stream: 'stdout' | 'stderr', text: string) => void;

const windowMs = 1000;
const maxLines = 500;
const maxCharacters = 64 * 1024;

/**
 * Lets through as many lines a second as a person could look at and says how many it kept back: a flood must not drown
 * the runner, the screen or the record of events. The step's log has them all.
 */
export function lineFlow(tell: Tell, clockMs: () => number): { line: Tell; close(): void } {
  let windowStartMs = -Infinity;
  let lines = 0;
  let characters = 0;
  let nKeptBack = 0;

  const sayKeptBack = (): void => {
    if (nKeptBack > 0) tell('stderr', `[${nKeptBack} lines more, in the step's log]`);
    nKeptBack = 0;
  };

  return {
    line(stream, text) {
      const nowMs = clockMs();
      if (nowMs - windowStartMs >= windowMs) {
        windowStartMs = nowMs;
        lines = 0;
        characters = 0;
        sayKeptBack();
      }
      if (lines >= maxLines || characters >= maxCharacters) {
        nKeptBack += 1;
        return;
      }
      lines += 1;
      characters += text.length;
      tell(stream, text);
    },
    close: sayKeptBack,
  };
}
