import { fail, ok, type Result } from '../../core/result.js';
import type { InputFault } from '../input-fault.js';
import { blockBytes, cardBytes, paddedToBlock, type FitsValue } from './card.js';
import { keywordOf, parseCard, type ParsedCard } from './parse-card.js';

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
  const dataOffset = offset + paddedToBlock(end.value + cardBytes - offset);
  return ok({ header: new HeaderText(text), dataOffset });
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

/** A header whose cards are parsed when they are asked for: an image takes a few of a hundred, and there are thousands of images. */
class HeaderText implements FitsHeader {
  readonly #text: string;
  #starts: Map<string, number> | undefined;
  readonly #parsed = new Map<number, ParsedCard>();

  constructor(text: string) {
    this.#text = text;
  }

  get cards(): readonly ParsedCard[] {
    const cards: ParsedCard[] = [];
    for (let start = 0; start < this.#text.length;) {
      const { card, next } = this.#joinedFrom(start);
      cards.push(card);
      start = next;
    }
    return cards;
  }

  card(keyword: string): ParsedCard | undefined {
    this.#starts ??= startsOfCards(this.#text);
    const start = this.#starts.get(keyword.toUpperCase());
    if (start === undefined) return undefined;
    const known = this.#parsed.get(start);
    if (known !== undefined) return known;
    const { card } = this.#joinedFrom(start);
    this.#parsed.set(start, card);
    return card;
  }

  value(keyword: string): FitsValue {
    return this.card(keyword)?.value;
  }

  /** The card at `start` with the CONTINUE cards after it, and where the next one starts. */
  #joinedFrom(start: number): { card: ParsedCard; next: number } {
    const parts = [this.#cardAt(start)];
    let next = start + cardBytes;
    for (; isContinued(parts.at(-1)!) && next < this.#text.length; next += cardBytes) {
      const following = this.#cardAt(next);
      if (following.keyword !== 'CONTINUE') break;
      parts.push(following);
    }
    return { card: parts.length === 1 ? parts[0]! : joined(parts), next };
  }

  #cardAt(start: number): ParsedCard {
    return parseCard(this.#text.slice(start, start + cardBytes));
  }
}

/** Where the first card of each keyword starts, the keyword in upper case. */
function startsOfCards(text: string): Map<string, number> {
  const starts = new Map<string, number>();
  for (let start = 0; start < text.length; start += cardBytes) {
    const keyword = keywordOf(text.slice(start, start + cardBytes)).toUpperCase();
    if (keyword !== 'CONTINUE' && !starts.has(keyword)) starts.set(keyword, start);
  }
  return starts;
}

function isContinued(card: ParsedCard): boolean {
  return typeof card.value === 'string' && card.value.endsWith('&');
}

/** All parts but the last end in `&`, and so does the last where nothing follows it. */
function joined(parts: readonly ParsedCard[]): ParsedCard {
  const value = parts.map((part, i) => {
    const text = typeof part.value === 'string' ? part.value : '';
    return i < parts.length - 1 ? text.slice(0, -1) : text;
  });
  const comment = parts.flatMap((part) => part.comment ?? []).join(' ');
  return {
    keyword: parts[0]!.keyword,
    value: value.join(''),
    valueText: parts.map(({ valueText }) => valueText).join(' '),
    ...(comment === '' ? {} : { comment }),
  };
}
