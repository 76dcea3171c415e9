import { sortByPlace, type Diagnostic, type Place } from '../core/diagnostic.js';
import { remedyOf, sentenceOf } from './problem-sentence.js';
import { printableLine, textWidth, truncateText, wrapHanging, wrapText } from './text-width.js';

export interface DiagnosticsStyle {
  readonly color: boolean;
  /** Columns of the terminal, into which everything is fitted; without it only lines of the source are cut, at 100. */
  readonly columns?: number;
  /** How many are printed in full; the rest is counted. 50 unless said otherwise. */
  readonly most?: number;
}

const indent = '      ';

/**
 * What a person reads about a workflow that is not valid, sorted by place:
 *
 *     workflows/galaxies.yaml:14:17 clusters.sweep.k[1] must be an integer of at least 2, found "6"
 *           k: [3, "6", 7]
 *                  ^^^ remove the quotes
 *
 * and at the end how many problems there are, and where.
 */
export function printDiagnostics(diagnostics: readonly Diagnostic[], style: DiagnosticsStyle): string {
  const sorted = sortByPlace(diagnostics);
  const most = style.most ?? 50;
  const blocks = sorted.slice(0, most).map((diagnostic) => block(diagnostic, style));
  const more = sorted.length - most;
  if (more > 0) blocks.push(`… and ${more} more\n`);
  return `${[...blocks, paint(total(sorted), 'bold', style)].join('\n')}\n`;
}

function total(diagnostics: readonly Diagnostic[]): string {
  const files = new Set(diagnostics.map(({ place, usedAt }) => (usedAt ?? place).file));
  files.delete('--set');
  const count = `${diagnostics.length} problem${diagnostics.length === 1 ? '' : 's'}`;
  return `${count} in ${[...files].map(printableLine).join(', ') || '--set'}`;
}

function block(diagnostic: Diagnostic, style: DiagnosticsStyle): string {
  const { place, path, problem, usedAt, cell } = diagnostic;
  const subject = path === '' ? (problem.kind === 'missing-key' ? 'the workflow ' : '') : `${path} `;
  const inCell = cell === undefined ? '' : ` (in ${cell})`;
  const sentence = printableLine(`${subject}${sentenceOf(problem)}${inCell}`);
  const { line, caret } = excerpt(place, (style.columns ?? 100) - indent.length);
  const remedy = remedyOf(problem);
  const pointed = remedyLines(caret, remedy === undefined ? '' : printableLine(remedy), style);
  const used =
    usedAt === undefined
      ? []
      : fitted(`${indent}used at ${placeText(usedAt)}  ${excerpt(usedAt, 60).line.trim()}`, style);
  const where = placeText(place);
  const [first = '', ...rest] = fitted(`${where} ${sentence}`, style);
  const lines = [
    first.startsWith(where) ? paint(where, 'bold', style) + first.slice(where.length) : first,
    ...rest,
    `${indent}${line}`.trimEnd(),
    ...pointed.map((text) => indent + paint(text, 'red', style)),
    ...used.map((text) => paint(text, 'quiet', style)),
  ];
  return [...lines, ''].join('\n');
}

/** The lines of a text in the terminal's width, broken between words. */
function fitted(text: string, { columns }: DiagnosticsStyle): string[] {
  return columns === undefined ? [text] : wrapHanging(text, columns);
}

/** What to do stands beside the caret, or below it where there is no room. */
function remedyLines(caret: string, remedy: string, { columns }: DiagnosticsStyle): string[] {
  if (remedy === '') return [caret];
  const beside = `${caret} ${remedy}`;
  if (columns === undefined || textWidth(beside) <= columns - indent.length) return [beside];
  const start = Math.min(caret.length - caret.trimStart().length, Math.floor(columns / 3));
  const room = columns - indent.length - start;
  return [caret, ...wrapText(remedy, room).map((line) => ' '.repeat(start) + line)];
}

function placeText({ file, line, column }: Place): string {
  return `${printableLine(file)}:${line}:${column}`;
}

/**
 * The line without its own indentation, and blanks and carets below the place. A line that is too long is shown around the
 * place, with an ellipsis on each side that is cut.
 */
function excerpt(place: Place, columns: number): { line: string; caret: string } {
  const { sourceLine, column, length } = place;
  const start = Math.min(sourceLine.length - sourceLine.trimStart().length, column - 1);
  const before = printableLine(sourceLine.slice(start, column - 1));
  const marked = printableLine(sourceLine.slice(column - 1, column - 1 + length));
  const after = printableLine(sourceLine.slice(column - 1 + length)).trimEnd();

  const shownMark = truncateText(marked, Math.max(1, columns - 20));
  const room = Math.max(0, columns - textWidth(shownMark));
  const left = Math.max(Math.floor(room / 2), room - textWidth(after));
  const shownBefore = textWidth(before) <= left ? before : `…${lastColumns(before, left - 1)}`;
  const shownAfter = truncateText(after, room - textWidth(shownBefore));
  const carets = '^'.repeat(Math.max(1, textWidth(shownMark)));
  return { line: shownBefore + shownMark + shownAfter, caret: ' '.repeat(textWidth(shownBefore)) + carets };
}

function lastColumns(text: string, columns: number): string {
  const characters = Array.from(text);
  let first = characters.length;
  let width = 0;
  while (first > 0) {
    width += textWidth(characters[first - 1] ?? '');
    if (width > columns) break;
    first -= 1;
  }
  return characters.slice(first).join('');
}

type Paint = 'bold' | 'red' | 'quiet';

const codes: Readonly<Record<Paint, readonly [number, number]>> = {
  bold: [1, 22],
  red: [31, 39],
  quiet: [2, 22],
};

function paint(text: string, kind: Paint, { color }: DiagnosticsStyle): string {
  const [on, off] = codes[kind];
  return color ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
