import type { FitsCard, FitsValue } from './card.js';

/** A card with the text of its value as written, for messages about a value that makes no sense. */
export interface ParsedCard extends FitsCard {
  readonly valueText: string;
}

const commentary = new Set(['COMMENT', 'HISTORY', '']);

/**
 * One card of 80 characters. A value that follows no FITS form (a complex number, a lone quote) is given as its text; a card
 * without `=` in column 9 has no value, its text is the comment. A CONTINUE card has its string as value.
 * @see FITS standard 4.0, section 4; the HIERARCH convention (the keyword is what stands before `=`).
 */
export function parseCard(card: string): ParsedCard {
  const keyword = keywordOf(card);
  const standard = card.slice(0, 8).trimEnd();
  if (standard === 'HIERARCH') {
    const equals = card.indexOf('=');
    if (equals !== -1) return withValue(keyword, card.slice(equals + 1));
  } else if (standard === 'CONTINUE') {
    return withValue(keyword, card.slice(8));
  } else if (card[8] === '=' && !commentary.has(standard)) {
    return withValue(keyword, card.slice(9));
  }
  return { keyword, value: undefined, comment: card.slice(8).trim(), valueText: '' };
}

/** What stands in the first eight columns, or between HIERARCH and `=`. */
export function keywordOf(card: string): string {
  const standard = card.slice(0, 8).trimEnd();
  const equals = standard === 'HIERARCH' ? card.indexOf('=') : -1;
  return equals === -1 ? standard : card.slice(8, equals).trim();
}

function withValue(keyword: string, field: string): ParsedCard {
  const start = field.length - field.trimStart().length;
  if (field[start] === "'") {
    const end = closingQuote(field, start + 1);
    if (end !== -1) {
      const value = field
        .slice(start + 1, end)
        .replaceAll("''", "'")
        .trimEnd();
      const slash = field.indexOf('/', end + 1);
      return commented({ keyword, value, valueText: field.slice(start, end + 1) }, field, slash);
    }
  }
  const slash = field.indexOf('/');
  const valueText = field.slice(0, slash === -1 ? field.length : slash).trim();
  return commented({ keyword, value: parseValue(valueText), valueText }, field, slash);
}

function commented(card: ParsedCard, field: string, slash: number): ParsedCard {
  return slash === -1 ? card : { ...card, comment: field.slice(slash + 1).trim() };
}

/** Position of the quote that ends a string; two in a row stand for one in it. */
function closingQuote(field: string, from: number): number {
  for (let i = from; i < field.length; i++) {
    if (field[i] !== "'") continue;
    if (field[i + 1] !== "'") return i;
    i += 1;
  }
  return -1;
}

const integer = /^[+-]?\d+$/;
const real = /^[+-]?(\d+\.?\d*|\.\d+)([ED][+-]?\d+)?$/i;

function parseValue(text: string): FitsValue {
  if (text === '') return undefined;
  if (text === 'T') return true;
  if (text === 'F') return false;
  if (integer.test(text)) {
    const value = Number(text);
    // BigInt does not take a plus sign.
    return Number.isSafeInteger(value) ? value : BigInt(text.replace('+', ''));
  }
  return real.test(text) ? Number(text.replace(/d/i, 'E')) : text;
}
