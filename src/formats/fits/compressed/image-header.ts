import type { FitsHeader } from '../header.js';
import type { ParsedCard } from '../parse-card.js';

/** Keywords of the image, as the table that holds it in tiles names them. */
const mapped: readonly (readonly [RegExp, string])[] = [
  [/^ZSIMPLE$/, 'SIMPLE'],
  [/^ZTENSION$/, 'XTENSION'],
  [/^ZBITPIX$/, 'BITPIX'],
  [/^ZNAXIS(\d*)$/, 'NAXIS'],
  [/^ZPCOUNT$/, 'PCOUNT'],
  [/^ZGCOUNT$/, 'GCOUNT'],
  [/^ZEXTEND$/, 'EXTEND'],
  [/^ZBLOCKED$/, 'BLOCKED'],
  [/^ZHECKSUM$/, 'CHECKSUM'],
  [/^ZDATASUM$/, 'DATASUM'],
];

/** What describes the table or the packing, and nothing of the image. */
const ofTable =
  /^(XTENSION|BITPIX|NAXIS\d*|PCOUNT|GCOUNT|TFIELDS|THEAP|CHECKSUM|DATASUM|T(TYPE|FORM|UNIT|SCAL|ZERO|NULL|DISP|DIM)\d+|Z(IMAGE|CMPTYPE|TILE\d+|NAME\d+|VAL\d+|QUANTIZ|DITHER0|BLANK|SCALE|ZERO|MASKCMP|TENSION))$/;

/**
 * The header of the image that a table holds in tiles: that of the table with the image's own keywords under their names, those that
 * describe an array first. A ZBLANK of integers is BLANK; the name COMPRESSED_IMAGE, which packing gave, is dropped.
 * @see FITS standard 4.0, section 10.1.
 */
export function imageHeader(table: FitsHeader): FitsHeader {
  const structure: ParsedCard[] = [];
  const others: ParsedCard[] = [];
  for (const card of table.cards) {
    const name = card.keyword.toUpperCase();
    const match = mapped.find(([pattern]) => pattern.test(name));
    if (match !== undefined) {
      const [pattern, keyword] = match;
      structure.push({ ...card, keyword: keyword + (pattern.exec(name)?.[1] ?? '') });
    } else if (!ofTable.test(name) && !isGivenName(card)) {
      others.push(card);
    }
  }
  const blank = table.card('ZBLANK');
  const isOfIntegers = Number(table.value('ZBITPIX')) > 0;
  if (blank !== undefined && isOfIntegers && table.card('BLANK') === undefined) {
    structure.push({ ...blank, keyword: 'BLANK' });
  }
  return headerOf([...structure, ...others]);
}

function isGivenName({ keyword, value }: ParsedCard): boolean {
  return keyword.toUpperCase() === 'EXTNAME' && value === 'COMPRESSED_IMAGE';
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
