import { fail, ok, type Result } from '../../core/result.js';
import { gunzip, isGzip } from '../gzip.js';
import type { InputFault } from '../input-fault.js';
import { blockBytes } from './card.js';
import { describeHdu, isChosen, noImage, noSuchHdu, notAnImage, type HduChoice } from './choose-hdu.js';
import type { FitsHeader } from './header.js';
import { badKeyword, parseHdu, type Hdu } from './hdu.js';
import { choosePlane, imageShape, type ImageShape } from './image-shape.js';
import { pixelScaling } from './pixel-scaling.js';
import { decodePixels } from './pixels.js';

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
  /** Which axes of the array are width and height, NAXISn from 1: [1, 2] unless axes of length 1 came before. */
  readonly imageAxes: readonly [number, number];
}

/** Which image of a file. */
export interface FitsImageOptions {
  /** The HDU, by number from 0, by EXTNAME (`SCI`), or by EXTNAME and EXTVER (`SCI,2`). Without it, the first that holds an image. */
  readonly hdu?: HduChoice | undefined;
  /** The plane of a data cube, from 0 into all planes one after another, NAXIS3 fastest. A cube without it is a fault. */
  readonly plane?: number | undefined;
}

/**
 * The image of the HDU asked for, or of the first that holds one, of any BITPIX, with BSCALE, BZERO and BLANK applied in float64.
 * HDUs without data, tables, random groups and arrays of one axis hold no image. Axes of length 1 beyond two are dropped.
 * Gzipped bytes are unpacked first.
 * @param bytes A whole FITS file.
 * @returns A fault, never a throw, for whatever is not such a file: not FITS, cut short, a keyword missing or impossible,
 *   no image, a cube without a choice of the plane, or one that is tile-compressed, which is not read yet.
 * @see FITS standard 4.0.
 */
export function readFitsImage(
  bytes: Uint8Array,
  options: FitsImageOptions = {},
): Result<FitsImage, InputFault> {
  const unpacked = isGzip(bytes) ? gunzip(bytes) : ok(bytes);
  if (!unpacked.ok) return unpacked;
  return findImage(unpacked.value, options);
}

function findImage(bytes: Uint8Array, options: FitsImageOptions): Result<FitsImage, InputFault> {
  if (!startsWith(bytes, 0, 'SIMPLE  =')) return fail(notFits(bytes));
  const { hdu: choice } = options;
  const seen: string[] = [];
  let offset = 0;
  for (let number = 0; offset < bytes.length; number++) {
    // After the last HDU a file may hold records of any content.
    if (number > 0 && !startsWith(bytes, offset, 'XTENSION=')) break;
    const hdu = parseHdu(bytes, offset, number);
    if (!hdu.ok) return hdu;
    if (choice === undefined || isChosen(hdu.value, choice)) {
      if (hdu.value.header.value('ZIMAGE') === true) return fail(tileCompressed(hdu.value));
      const shape = shapeOf(hdu.value);
      if (shape !== undefined) return decodeImage(bytes, hdu.value, { shape, options });
      if (choice !== undefined) return fail(notAnImage(hdu.value));
    }
    seen.push(describeHdu(hdu.value));
    offset = hdu.value.end;
  }
  return fail(choice === undefined ? noImage(seen) : noSuchHdu(choice, seen));
}

function shapeOf({ type, axes }: Hdu): ImageShape | undefined {
  return type === 'PRIMARY' || type === 'IMAGE' ? imageShape(axes) : undefined;
}

function decodeImage(
  bytes: Uint8Array,
  { header, number, axes, bitpix, dataOffset }: Hdu,
  { shape, options }: { shape: ImageShape; options: FitsImageOptions },
): Result<FitsImage, InputFault> {
  // Any other count would make the data of another size than the image.
  if ((header.value('PCOUNT') ?? 0) !== 0) return fail(badKeyword(number, header, 'PCOUNT', '0'));
  if ((header.value('GCOUNT') ?? 1) !== 1) return fail(badKeyword(number, header, 'GCOUNT', '1'));
  const plane = choosePlane(shape, axes, { plane: options.plane, hdu: number });
  if (!plane.ok) return plane;
  const scaling = pixelScaling(header, bitpix, number);
  if (!scaling.ok) return scaling;
  const { width, height, imageAxes } = shape;
  const planeBytes = (width * height * Math.abs(bitpix)) / 8;
  const start = bytes.byteOffset + dataOffset + plane.value * planeBytes;
  const pixels = decodePixels(new DataView(bytes.buffer, start, planeBytes), bitpix, scaling.value);
  return ok({ height, width, pixels, header, hdu: number, imageAxes });
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
