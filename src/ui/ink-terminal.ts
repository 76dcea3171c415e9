import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './text-width.js';

/** A terminal as ink is shown it, and what ink has drawn on it last. */
export interface InkTerminal {
  readonly stream: WriteStream;
  /** Takes the frame that was drawn last off the screen, which has been given another width since. */
  eraseFrame(columns: number): void;
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
  const write = (text: string, ...rest: unknown[]): boolean => {
    const visible = stripVTControlCharacters(text);
    if (visible !== '') frame = visible.replace(/\n$/, '').split('\n');
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
    eraseFrame(columns) {
      const rows = frame.reduce((sum, line) => sum + (reflows ? rowsOf(line, columns) : 1), 0);
      terminal.write(`${eraseLine}${`${cursorUp}${eraseLine}`.repeat(rows)}${cursorToLineStart}`);
      frame = [];
    },
  };
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(textWidth(line) / columns));
}

function listen(target: WriteStream, method: 'on' | 'off') {
  return (event: string, listener: (...args: unknown[]) => void): WriteStream => {
    if (event !== 'resize') target[method](event, listener);
    return target;
  };
}
