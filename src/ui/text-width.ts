import { stripVTControlCharacters } from 'node:util';

let segmenter: Intl.Segmenter | undefined;

/** Made when the first text beyond ASCII comes: it takes milliseconds. */
function graphemes(text: string): Iterable<{ readonly segment: string }> {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
const zeroWidth = /^[\p{Mark}\p{Cf}]+$/u;

/** How many columns of a terminal a line of printable text takes. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += segmentWidth(segment);
  return width;
}

/** Cuts a line so that it takes at most `columns`, the last of them an ellipsis when something is lost. */
export function truncateText(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of graphemes(text)) {
    width += segmentWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Fills a line with blanks up to `columns`, on its right side or, for figures, on its left. */
export function padText(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/**
 * One line that cannot move the cursor or change a colour, whatever a file name or a program's output holds:
 * escape sequences go, other control characters become a visible mark, tabs become blanks.
 */
export function printableLine(text: string): string {
  return (
    stripVTControlCharacters(text)
      .replace(/\t/g, '  ')
      .replace(/\r?\n|\r/g, ' ')
      // The bidirectional marks would let a name read as another.
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
  );
}

/** The same for a text of several lines: line ends stay. */
export function printableText(text: string): string {
  return text.split(/\r?\n/).map(printableLine).join('\n');
}

/** Breaks a text at blanks into lines of at most `columns`; a longer word stays whole on its own line. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > columns) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

function segmentWidth(segment: string): number {
  if (zeroWidth.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

/** Wraps one line at blanks, keeping its indent; what goes on in further lines is indented by two more. */
export function wrapHanging(text: string, columns: number): string[] {
  if (textWidth(text) <= columns) return [text];
  const indent = /^ */.exec(text)?.[0] ?? '';
  const [first = '', ...rest] = wrapText(text, Math.max(8, columns - indent.length - 2));
  return [indent + first, ...rest.map((line) => `${indent}  ${line}`)];
}
