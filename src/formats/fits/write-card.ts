import { cardBytes, type FitsCard, type FitsValue } from './card.js';

/** Characters that fit between the quotes of one card's string, after `KEYWORD = `. */
const longestString = 68;

/**
 * A header card as one or more lines of exactly 80 characters: fixed format where the value allows it, HIERARCH for a
 * keyword that is not a standard one, CONTINUE for a string that does not fit. A comment is cut at the line's end.
 * An integral number is written as an integer, any other one with as many digits as bring it back exactly.
 * @throws RangeError for a value that no card can hold: not ASCII, not finite, a HIERARCH card that is too long.
 * @see FITS standard 4.0, sections 4.1 and 4.2; the HIERARCH and CONTINUE conventions.
 */
export function writeCard({ keyword, value, comment }: FitsCard): string[] {
  for (const text of [keyword, value, comment]) {
    if (typeof text === 'string' && !/^[ -~]*$/.test(text)) {
      throw new RangeError(`FITS cards hold printable ASCII only: ${JSON.stringify(text)}`);
    }
  }
  const isStandard = /^[A-Z0-9_-]{1,8}$/.test(keyword);
  if (isStandard && typeof value === 'string' && quoted(value).length > longestString + 2) {
    return continuedCards(keyword, value.replaceAll("'", "''"));
  }
  const start = isStandard ? `${keyword.padEnd(8)}= ` : `HIERARCH ${keyword} = `;
  const valueText = isStandard ? fixedFormat(value) : freeFormat(value);
  const withoutComment = start + valueText;
  if (withoutComment.length > cardBytes) {
    throw new RangeError(`FITS card of ${keyword} has ${withoutComment.length} characters, ${cardBytes} fit`);
  }
  return [line(comment === undefined ? withoutComment : `${withoutComment} / ${comment}`)];
}

/** The END card. */
export const endCard = line('END');

function line(text: string): string {
  return text.slice(0, cardBytes).padEnd(cardBytes);
}

/** A string is padded to eight characters, as old readers of fixed format want it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "''").padEnd(8)}'`;
}

function freeFormat(value: FitsValue): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (value === undefined) return '';
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`FITS cards cannot hold ${value}`);
  }
  return String(value).toUpperCase();
}

function fixedFormat(value: FitsValue): string {
  return typeof value === 'string' ? quoted(value).padEnd(20) : freeFormat(value).padStart(20);
}

/** `escaped` has its quotes doubled; a pair must not be parted, and every line but the last ends in `&`. */
function continuedCards(keyword: string, escaped: string): string[] {
  const lines: string[] = [];
  let rest = escaped;
  while (rest.length > 0) {
    let length = rest.length <= longestString ? rest.length : longestString - 1;
    const quotesBefore = /'*$/.exec(rest.slice(0, length))![0].length;
    if (length < rest.length && quotesBefore % 2 === 1) length -= 1;
    const part = rest.slice(0, length);
    rest = rest.slice(length);
    const start = lines.length === 0 ? `${keyword.padEnd(8)}= ` : 'CONTINUE  ';
    lines.push(line(`${start}'${part}${rest.length > 0 ? '&' : ''}'`));
  }
  return lines;
}
