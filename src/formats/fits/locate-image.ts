import { fail, ok, type Result } from '../../core/result.js';
import type { InputFault } from '../input-fault.js';
import { blockBytes } from './card.js';
import { describeHdu, isChosen, noImage, noSuchHdu, notAnImage, type HduChoice } from './choose-hdu.js';
import { parseCompressedImage, type CompressedImage } from './compressed/compressed-image.js';
import type { FitsHeader } from './header.js';
import { badKeyword, parseHdu, type Hdu } from './hdu.js';
import { choosePlane, imageShape, type ImageShape } from './image-shape.js';

/** Which image of a file. */
export interface FitsImageOptions {
  /** The HDU, by number from 0, by EXTNAME (`SCI`), or by EXTNAME and EXTVER (`SCI,2`). Without it, the first that holds an image. */
  readonly hdu?: HduChoice | undefined;
  /** The plane of a data cube, from 0 into all planes one after another, NAXIS3 fastest. A cube without it is a fault. */
  readonly plane?: number | undefined;
}

/** Where the image asked for lies in a file; none of its pixels is read yet. */
export interface LocatedImage {
  readonly hdu: Hdu;
  /** That of the image, also where it lies in a table. */
  readonly header: FitsHeader;
  readonly shape: ImageShape;
  readonly plane: number;
  /** Where it lies in tiles. */
  readonly compressed: CompressedImage | undefined;
}

/**
 * Finds the HDU and the plane that `options` ask for.
 * @param bytes A whole FITS file, not gzipped.
 * @returns A fault as `readFitsImage` says, but for what is wrong with the pixels themselves.
 */
export function locateImage(bytes: Uint8Array, options: FitsImageOptions): Result<LocatedImage, InputFault> {
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
      const image = imageIn(bytes, hdu.value, options.plane);
      if (image !== undefined) return image;
      if (choice !== undefined) return fail(notAnImage(hdu.value));
    }
    seen.push(describeHdu(hdu.value));
    offset = hdu.value.end;
  }
  return fail(choice === undefined ? noImage(seen) : noSuchHdu(choice, seen));
}

/** Undefined for an HDU without an image. */
function imageIn(
  bytes: Uint8Array,
  hdu: Hdu,
  choice: number | undefined,
): Result<LocatedImage, InputFault> | undefined {
  const { type, header, number } = hdu;
  const isTable = type === 'BINTABLE' && header.value('ZIMAGE') === true;
  if (!isTable && type !== 'PRIMARY' && type !== 'IMAGE') return undefined;
  const compressed = isTable ? parseCompressedImage(bytes, hdu) : ok(undefined);
  if (!compressed.ok) return compressed;
  const axes = compressed.value?.axes ?? hdu.axes;
  const shape = imageShape(axes);
  if (shape === undefined) return undefined;
  // Any other count would make the data of another size than the image.
  if (!isTable && (header.value('PCOUNT') ?? 0) !== 0) return fail(badKeyword(number, header, 'PCOUNT', '0'));
  if (!isTable && (header.value('GCOUNT') ?? 1) !== 1) return fail(badKeyword(number, header, 'GCOUNT', '1'));
  const plane = choosePlane(shape, axes, { plane: choice, hdu: number });
  if (!plane.ok) return plane;
  return ok({
    hdu,
    header: compressed.value?.header ?? header,
    shape,
    plane: plane.value,
    compressed: compressed.value,
  });
}

/** How files start that are packed in a way that is not read; gzip is unpacked before, once. */
const packings = [
  ['\x1f\x8b', 'a file that is gzipped twice', 'gunzip'],
  ['BZh', 'a file packed by bzip2', 'bunzip2'],
  ['\xfd7zXZ\0', 'a file packed by xz', 'unxz'],
  ['\x28\xb5\x2f\xfd', 'a file packed by zstd', 'unzstd'],
] as const;

function notFits(bytes: Uint8Array): InputFault {
  for (const [magic, found, program] of packings) {
    if (!startsWith(bytes, 0, magic)) continue;
    const expected = 'a file as it is, or gzipped once: no other packing is read';
    return {
      place: 'byte 0',
      found,
      expected,
      remedy: `unpack it with ${program}, and pack it with gzip at most`,
    };
  }
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
