import { fail, ok, type Result } from '../../core/result.js';
import type { InputFault } from '../input-fault.js';
import { paddedToBlock } from './card.js';
import { parseHeader, type FitsHeader } from './header.js';

export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64;

const bitpixValues = [8, 16, 32, 64, -32, -64] as const satisfies Bitpix[];

/** 1 TiB: a header that says more is not of a file that was cut short. */
const mostBytes = 1_099_511_627_776;

/** One header and where its data lie; the data are known to be in the file. */
export interface Hdu {
  /** From 0. */
  readonly number: number;
  readonly header: FitsHeader;
  /** `PRIMARY`, or the value of XTENSION: `IMAGE`, `BINTABLE`, `TABLE`. */
  readonly type: string;
  readonly bitpix: Bitpix;
  /** NAXIS1 (fastest) first. */
  readonly axes: readonly number[];
  /** Where its header starts. */
  readonly start: number;
  readonly dataOffset: number;
  readonly dataBytes: number;
  /** Where the next HDU starts; beyond the file's end when the last block is not filled up. */
  readonly end: number;
}

/**
 * Reads the HDU at `offset` and checks its sizes against the bytes that are there, before anything of that size is made.
 * @returns A fault for a missing, malformed or impossible keyword, and for data that go on beyond the file's end.
 * @see FITS standard 4.0, sections 4.4.1 and 7.1; section 6 for random groups.
 */
export function parseHdu(bytes: Uint8Array, offset: number, number: number): Result<Hdu, InputFault> {
  const parsed = parseHeader(bytes, offset, number);
  if (!parsed.ok) return parsed;
  const { header, dataOffset } = parsed.value;
  const bitpix = parseBitpix(header, number, 'BITPIX');
  if (!bitpix.ok) return bitpix;
  const axes = parseAxes(header, number, 'NAXIS');
  if (!axes.ok) return axes;
  const elements = countElements(header, axes.value, number);
  if (!elements.ok) return elements;
  const dataBytes = (elements.value * Math.abs(bitpix.value)) / 8;
  const available = Math.max(0, bytes.length - dataOffset);
  // Written so that the NaN of an overflow times 0 is a fault too.
  if (!(dataBytes <= mostBytes)) {
    return fail({
      place: `HDU ${number}`,
      found: `${describeAxes(axes.value)} of BITPIX ${bitpix.value}, which are more than 1 TiB with what PCOUNT and GCOUNT say`,
      expected: `sizes for the ${available} bytes that follow the header`,
      remedy: 'the header is damaged or not standard: write the file again, with astropy for example',
    });
  }
  if (!(dataBytes <= available)) {
    return fail({
      place: `HDU ${number}, byte ${dataOffset}`,
      found: `${available} bytes of data`,
      expected: `${dataBytes} bytes for ${describeAxes(axes.value)} of BITPIX ${bitpix.value}`,
      remedy: 'the file is cut short: fetch it again',
    });
  }
  const type = number === 0 ? 'PRIMARY' : header.value('XTENSION');
  return ok({
    number,
    header,
    type: typeof type === 'string' ? type : '',
    bitpix: bitpix.value,
    axes: axes.value,
    start: offset,
    dataOffset,
    dataBytes,
    end: dataOffset + paddedToBlock(dataBytes),
  });
}

/** The fault of a keyword that is missing or whose value is not one of those expected. */
export function badKeyword(hdu: number, header: FitsHeader, keyword: string, expected: string): InputFault {
  const card = header.card(keyword);
  const isMissing = card === undefined || card.valueText === '';
  return {
    place: `HDU ${hdu}, keyword ${keyword}`,
    found: isMissing ? 'no value' : card.valueText,
    expected,
    remedy: 'the header is damaged or not standard: write the file again, with astropy for example',
  };
}

/** `210 x 186 pixels`, in the order of NAXIS1, NAXIS2. */
export function describeAxes(axes: readonly number[]): string {
  return `${axes.join(' x ')} ${axes.length === 2 ? 'pixels' : 'elements'}`;
}

/** Of an HDU by BITPIX, or of the image in its tiles by ZBITPIX. */
export function parseBitpix(
  header: FitsHeader,
  hdu: number,
  keyword: 'BITPIX' | 'ZBITPIX',
): Result<Bitpix, InputFault> {
  const given = header.value(keyword);
  const bitpix = bitpixValues.find((known) => known === given);
  return bitpix === undefined
    ? fail(badKeyword(hdu, header, keyword, '8, 16, 32, 64, -32 or -64'))
    : ok(bitpix);
}

/** NAXIS1 (fastest) first; or ZNAXIS1 and the following, of the image in tiles. */
export function parseAxes(
  header: FitsHeader,
  hdu: number,
  keyword: 'NAXIS' | 'ZNAXIS',
): Result<number[], InputFault> {
  const naxis = header.value(keyword);
  if (!isCount(naxis) || naxis > 999) {
    return fail(badKeyword(hdu, header, keyword, 'an integer from 0 to 999'));
  }
  const axes: number[] = [];
  for (let axis = 1; axis <= naxis; axis++) {
    const length = header.value(`${keyword}${axis}`);
    if (!isCount(length))
      return fail(badKeyword(hdu, header, `${keyword}${axis}`, 'an integer of at least 0'));
    axes.push(length);
  }
  return ok(axes);
}

/** GCOUNT (PCOUNT + NAXIS1 NAXIS2 …), where random groups leave out NAXIS1, which is 0. */
function countElements(header: FitsHeader, axes: readonly number[], hdu: number): Result<number, InputFault> {
  if (axes.length === 0) return ok(0);
  const isRandomGroups = axes[0] === 0 && header.value('GROUPS') === true;
  const product = axes.slice(isRandomGroups ? 1 : 0).reduce((all, length) => all * length, 1);
  if (hdu === 0 && !isRandomGroups) return ok(product);
  const counts: number[] = [];
  for (const [keyword, otherwise] of [
    ['PCOUNT', 0],
    ['GCOUNT', 1],
  ] as const) {
    const count = header.card(keyword) === undefined ? otherwise : header.value(keyword);
    if (!isCount(count)) return fail(badKeyword(hdu, header, keyword, 'an integer of at least 0'));
    counts.push(count);
  }
  return ok(counts[1]! * (counts[0]! + product));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
