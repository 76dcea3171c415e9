import { fail, ok, type Result } from '../../core/result.js';
import type { InputFault } from '../input-fault.js';
import { blockBytes, cardBytes, paddedToBlock, type FitsValue } from './card.js';
import { parseCard, type ParsedCard } from './parse-card.js';

/** The cards of one HDU. */
export interface FitsHeader {
  /** In the file's order, without END, CONTINUE cards joined to the string that they continue. */
  readonly cards: readonly ParsedCard[];
  /** The first card of that keyword, upper and lower case being one. */
  card(keyword: string): ParsedCard | undefined;
  value(keyword: string): FitsValue;
}

/**
 * The header at `offset`, and where its data start.
 * @param bytes The whole file.
 * @param hdu Number of the HDU, from 0, for the fault's place.
 * @returns A fault when there is no END card, or a card starts with a byte that is no text.
 */
export function parseHeader(
  bytes: Uint8Array,
  offset: number,
  hdu: number,
): Result<{ header: FitsHeader; dataOffset: number }, InputFault> {
  const end = findEnd(bytes, offset, hdu);
  if (!end.ok) return end;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + offset, end.value - offset).toString('latin1');
  const cards: ParsedCard[] = [];
  for (let start = 0; start < text.length; start += cardBytes) {
    const card = parseCard(text.slice(start, start + cardBytes));
    const previous = cards.at(-1);
    if (card.keyword === 'CONTINUE' && previous !== undefined && isContinued(previous)) {
      cards[cards.length - 1] = joined(previous, card);
    } else {
      cards.push(card);
    }
  }
  const dataOffset = offset + paddedToBlock(end.value + cardBytes - offset);
  return ok({ header: headerOf(cards), dataOffset });
}

/** Where the END card starts. */
function findEnd(bytes: Uint8Array, offset: number, hdu: number): Result<number, InputFault> {
  for (let position = offset; position + cardBytes <= bytes.length; position += cardBytes) {
    const first = bytes[position]!;
    if (first === 0x45 && isEndCard(bytes, position)) return ok(position);
    if (first < 0x20 || first > 0x7e) {
      return fail({
        place: `HDU ${hdu}, card ${(position - offset) / cardBytes + 1}`,
        found: `a byte ${first} where a keyword starts`,
        expected: 'header cards of ASCII text up to an END card',
        remedy: 'the file is damaged: fetch it again',
      });
    }
  }
  return fail({
    place: `HDU ${hdu}`,
    found: `${bytes.length - offset} bytes of header without an END card`,
    expected: `an END card, and headers of whole blocks of ${blockBytes} bytes`,
    remedy: 'the file is cut short or damaged: fetch it again',
  });
}

/** `END` and spaces to column 8; what some writers leave after that is let pass. */
function isEndCard(bytes: Uint8Array, position: number): boolean {
  if (bytes[position + 1] !== 0x4e || bytes[position + 2] !== 0x44) return false;
  for (let i = 3; i < 8; i++) if (bytes[position + i] !== 0x20) return false;
  return true;
}

function isContinued(card: ParsedCard): boolean {
  return typeof card.value === 'string' && card.value.endsWith('&');
}

function joined(first: ParsedCard, second: ParsedCard): ParsedCard {
  const added = typeof second.value === 'string' ? second.value : '';
  const comment = [first.comment, second.comment].filter((part) => part !== undefined).join(' ');
  return {
    keyword: first.keyword,
    value: String(first.value).slice(0, -1) + added,
    valueText: `${first.valueText} ${second.valueText}`,
    ...(comment === '' ? {} : { comment }),
  };
}

function headerOf(cards: readonly ParsedCard[]): FitsHeader {
  const byKeyword = new Map<string, ParsedCard>();
  for (const card of cards) {
    const keyword = card.keyword.toUpperCase();
    if (!byKeyword.has(keyword)) byKeyword.set(keyword, card);
  }
  return {
    cards,
    card: (keyword) => byKeyword.get(keyword.toUpperCase()),
    value: (keyword) => byKeyword.get(keyword.toUpperCase())?.value,
  };
}
