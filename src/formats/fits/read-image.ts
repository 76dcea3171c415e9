import { fail, ok, type Result } from '../../core/result.js';
import { gunzip, isGzip } from '../gzip.js';
import type { InputFault } from '../input-fault.js';
import { blockBytes } from './card.js';
import type { FitsHeader } from './header.js';
import { badKeyword, describeAxes, parseHdu, type Hdu } from './hdu.js';
import { decodePixels, type PixelScaling } from './pixels.js';

/** A 2-D image in physical units. */
export interface FitsImage {
  /** NAXIS2. */
  readonly height: number;
  /** NAXIS1. */
  readonly width: number;
  /** Row-major, height * width; the first row is the lowest on the sky as FITS draws it. NaN where BLANK says so. */
  readonly pixels: Float64Array;
  readonly header: FitsHeader;
  /** Number of the HDU that it came from, from 0. */
  readonly hdu: number;
}

/**
 * The first HDU that is a 2-D image with pixels, of any BITPIX, with BSCALE, BZERO and BLANK applied in float64. HDUs without
 * data, tables, and images of other dimensions are passed over. Gzipped bytes are unpacked first.
 * @param bytes A whole FITS file.
 * @returns A fault, never a throw, for whatever is not such a file: not FITS, cut short, a keyword missing or impossible,
 *   no 2-D image, or one that is tile-compressed, which is not read yet.
 * @see FITS standard 4.0.
 */
export function readFitsImage(bytes: Uint8Array): Result<FitsImage, InputFault> {
  const unpacked = isGzip(bytes) ? gunzip(bytes) : ok(bytes);
  if (!unpacked.ok) return unpacked;
  return findImage(unpacked.value);
}

function findImage(bytes: Uint8Array): Result<FitsImage, InputFault> {
  if (!startsWith(bytes, 0, 'SIMPLE  =')) return fail(notFits(bytes));
  const seen: string[] = [];
  let offset = 0;
  for (let number = 0; offset < bytes.length; number++) {
    // After the last HDU a file may hold records of any content.
    if (number > 0 && !startsWith(bytes, offset, 'XTENSION=')) break;
    const hdu = parseHdu(bytes, offset, number);
    if (!hdu.ok) return hdu;
    if (hdu.value.header.value('ZIMAGE') === true) return fail(tileCompressed(hdu.value));
    if (isPlane(hdu.value)) return decodeImage(bytes, hdu.value);
    seen.push(describeHdu(hdu.value));
    offset = hdu.value.end;
  }
  return fail(noImage(seen));
}

function isPlane({ type, axes }: Hdu): boolean {
  return (type === 'PRIMARY' || type === 'IMAGE') && axes.length === 2 && axes[0]! > 0 && axes[1]! > 0;
}

function decodeImage(bytes: Uint8Array, hdu: Hdu): Result<FitsImage, InputFault> {
  // Any other count would make the data of another size than the image.
  if ((hdu.header.value('PCOUNT') ?? 0) !== 0) return fail(badKeyword(hdu.number, hdu.header, 'PCOUNT', '0'));
  if ((hdu.header.value('GCOUNT') ?? 1) !== 1) return fail(badKeyword(hdu.number, hdu.header, 'GCOUNT', '1'));
  const scaling = scalingOf(hdu);
  if (!scaling.ok) return scaling;
  const imageBytes = (hdu.axes[0]! * hdu.axes[1]! * Math.abs(hdu.bitpix)) / 8;
  const view = new DataView(bytes.buffer, bytes.byteOffset + hdu.dataOffset, imageBytes);
  return ok({
    height: hdu.axes[1]!,
    width: hdu.axes[0]!,
    pixels: decodePixels(view, hdu.bitpix, scaling.value),
    header: hdu.header,
    hdu: hdu.number,
  });
}

function scalingOf({ header, bitpix, number }: Hdu): Result<PixelScaling, InputFault> {
  const numbers: number[] = [];
  for (const [keyword, otherwise] of [
    ['BSCALE', 1],
    ['BZERO', 0],
  ] as const) {
    const value = header.card(keyword) === undefined ? otherwise : header.value(keyword);
    const isNumber = typeof value === 'number' || typeof value === 'bigint';
    if (!isNumber || !Number.isFinite(Number(value))) {
      return fail(badKeyword(number, header, keyword, 'a finite number'));
    }
    numbers.push(Number(value));
  }
  const scaling = { scale: numbers[0]!, zero: numbers[1]! };
  const blank = header.value('BLANK');
  if (bitpix < 0 || header.card('BLANK') === undefined) return ok(scaling);
  const isInteger = typeof blank === 'bigint' || (typeof blank === 'number' && Number.isInteger(blank));
  return isInteger ? ok({ ...scaling, blank }) : fail(badKeyword(number, header, 'BLANK', 'an integer'));
}

function describeHdu({ number, type, axes }: Hdu): string {
  const isArray = type === 'PRIMARY' || type === 'IMAGE';
  if (!isArray) return `HDU ${number}: ${type === '' ? 'an extension without a type' : type}`;
  return `HDU ${number}: ${axes.length === 0 ? 'no data' : describeAxes(axes)}`;
}

/** At most a few HDUs are told; a file can hold thousands. */
function noImage(seen: readonly string[]): InputFault {
  const shown = seen.slice(0, 4);
  const more = seen.length > shown.length ? `, and ${seen.length - shown.length} more` : '';
  return {
    place: seen.length === 1 ? 'HDU 0, keyword NAXIS' : `HDU 0 to ${seen.length - 1}`,
    found: `no 2-D image (${shown.join('; ')}${more})`,
    expected: 'an image HDU with NAXIS = 2 and at least one pixel',
    remedy: 'save the plane that you want as a 2-D image, or leave the file out',
  };
}

function tileCompressed({ number, header }: Hdu): InputFault {
  return {
    place: `HDU ${number}, keyword ZIMAGE`,
    found: `a tile-compressed image (${String(header.value('ZCMPTYPE') ?? 'of unknown kind')})`,
    expected: 'an image that is not tile-compressed',
    remedy: 'unpack it with funpack, or with astropy',
  };
}

function notFits(bytes: Uint8Array): InputFault {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return {
    place: 'byte 0',
    found: bytes.length === 0 ? 'an empty file' : `a file that starts with ${JSON.stringify(start)}`,
    expected: `a FITS file, which starts with "SIMPLE  =" and has blocks of ${blockBytes} bytes`,
    remedy: 'leave the file out, or fetch it again',
  };
}

function startsWith(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}
