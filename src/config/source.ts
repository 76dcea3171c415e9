import type { Place } from '../core/diagnostic.js';

/** A text with a name, which turns offsets into lines and columns. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  /** The place of `[start, end)`; what runs over several lines is shown by its first. */
  place(start: number, end: number): Place {
    const line = this.#lineOf(start);
    const lineStart = this.#lineStarts[line] ?? 0;
    const next = this.#lineStarts[line + 1];
    const sourceLine = this.text
      .slice(lineStart, next === undefined ? undefined : next - 1)
      .replace(/\r$/, '');
    const column = Math.min(start - lineStart, sourceLine.length);
    const length = Math.max(1, Math.min(end - start, sourceLine.trimEnd().length - column));
    return { file: this.file, line: line + 1, column: column + 1, length, sourceLine };
  }

  #lineOf(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A part of a source text; a place is made of it only when something is wrong there. */
export interface Span {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
}

export function placeOf(span: Span): Place {
  return span.source.place(span.start, span.end);
}

/** The part of a span that spells `text`, when it stands there without escapes; otherwise the span itself. */
export function within(span: Span, text: string): Span {
  const at = span.source.text.slice(span.start, span.end).indexOf(text);
  return at === -1
    ? span
    : { source: span.source, start: span.start + at, end: span.start + at + text.length };
}
