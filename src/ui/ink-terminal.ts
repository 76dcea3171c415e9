import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './text-width.js';

/** A terminal as ink is shown it, and what ink has drawn on it last. */
export interface InkTerminal {
  readonly stream: WriteStream;
  /**
   * Takes the frame that was drawn last off the screen, which has been given another size since. What no longer fits has gone
   * up into the scrollback; a terminal that grows brings it back, and then the next call takes it off.
   */
  eraseFrame(columns: number, rows: number): void;
  /** Keeps what ink writes meanwhile from the screen: when it ends it draws once more, and erases too few rows for that. */
  muted(work: () => void): void;
}

interface Line {
  /** As it was written, colours included. */
  readonly text: string;
  /** Whether it is of a frame, and not of what scrolls away above. */
  readonly isFrame: boolean;
}

const eraseLine = '\u001b[2K';
const cursorUp = '\u001b[1A';
const cursorToLineStart = '\u001b[G';

/**
 * Hides two things from ink. The height: ink empties the terminal, scrollback included, when a frame is as high as that, and ours never
 * is. Resizing: ink erases as many rows as it wrote lines, but a terminal made narrower has broken long lines in two.
 * @param reflows Whether the terminal breaks lines anew when it becomes narrower, as most do; xterm and screen cut them.
 */
export function inkTerminal(terminal: WriteStream, reflows: boolean): InkTerminal {
  let frame: readonly string[] = [];
  /** What was lost to the scrollback of older frames, and what was written below since; empty when nothing was lost. */
  let above: readonly Line[] = [];
  let isMuted = false;
  const write = (text: string, ...rest: unknown[]): boolean => {
    if (isMuted) return true;
    if (text.includes(eraseLine)) frame = [];
    if (stripVTControlCharacters(text) !== '') {
      // Two texts without erasing between them: the first scrolls away.
      if (above.length > 0) above = [...above, ...frame.map((line) => ({ text: line, isFrame: false }))];
      frame = text.replace(/\n$/, '').split('\n');
    }
    return (terminal.write as (...parts: unknown[]) => boolean).call(terminal, text, ...rest);
  };
  const stream = new Proxy(terminal, {
    get(target, name) {
      if (name === 'write') return write;
      if (name === 'rows') return Number.MAX_SAFE_INTEGER;
      if (name === 'on' || name === 'off') return listen(target, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return {
    stream,
    muted(work) {
      isMuted = true;
      try {
        work();
      } finally {
        isMuted = false;
      }
    },
    eraseFrame(columns, rows) {
      const lines = [...above, ...frame.map((text) => ({ text, isFrame: true }))];
      let first = lines.length;
      let used = 0;
      // The cursor stands below the frame, on a row of its own.
      const room = rows - 1;
      while (first > 0 && used < room) {
        first -= 1;
        used += reflows ? rowsOf(lines[first]?.text ?? '', columns) : 1;
      }
      terminal.write(
        `${eraseLine}${`${cursorUp}${eraseLine}`.repeat(Math.min(used, room))}${cursorToLineStart}`,
      );
      const kept = lines.slice(first).filter((line) => !line.isFrame);
      for (const { text } of kept) terminal.write(`${text}\n`);
      const hidden = lines.slice(0, first);
      // The first of these may have been cut in two by the upper edge.
      const cut = stripVTControlCharacters(lines[first]?.text ?? '').slice(0, (used - room) * columns);
      if (used > room) hidden.push({ text: cut, isFrame: true });
      above = reflows && hidden.some((line) => line.isFrame) ? [...hidden, ...kept] : [];
      frame = [];
    },
  };
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns));
}

function listen(target: WriteStream, method: 'on' | 'off') {
  return (event: string, listener: (...args: unknown[]) => void): WriteStream => {
    if (event !== 'resize') target[method](event, listener);
    return target;
  };
}
