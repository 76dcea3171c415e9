import { fail, ok, type Result } from '../../core/result.js';
import { gunzip, isGzip } from '../gzip.js';
import type { InputFault } from '../input-fault.js';
import type { CompressedImage } from './compressed/compressed-image.js';
import { readPlane } from './compressed/read-plane.js';
import type { FitsHeader } from './header.js';
import { describeAxes } from './hdu.js';
import { locateImage, type FitsImageOptions, type LocatedImage } from './locate-image.js';
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

export type { FitsImageOptions } from './locate-image.js';

/**
 * What packed bytes may unpack to, by the size of the file: nothing that a telescope saw is packed better, but a bomb is. In tiles it
 * is more, since the result is float64: constant 16-bit integers packed by Rice come near it.
 */
const mostPacked = { gzip: 200, tiles: 500 } as const;

/** Never more than 1 GiB; 32 MiB of any file. */
const [mostMemory, leastMemory] = [1_073_741_824, 33_554_432];

/**
 * The image of the HDU asked for, or of the first that holds one, of any BITPIX, with BSCALE, BZERO and BLANK applied in float64.
 * HDUs without data, tables, random groups and arrays of one axis hold no image. Axes of length 1 beyond two are dropped.
 * Gzipped bytes are unpacked first, and so are images in tiles: RICE_1, GZIP_1, GZIP_2, PLIO_1, NOCOMPRESS, with or without dithering.
 *
 * Memory follows from the bytes that are there, never from what a header says alone. An image that lies in the file as it is takes at
 * most 8 bytes for each of its own. A file may unpack from gzip to 200 times its bytes, and an image from tiles to 500 times those of the
 * file as it was given; 32 MiB are let pass whatever the file's size, and never more than 1 GiB. A tile unpacks to no more than its
 * pixels need, and only if its bytes could hold them.
 * @param bytes A whole FITS file.
 * @returns A fault, never a throw, for whatever is not such a file: not FITS, cut short, damaged, a keyword missing or impossible,
 *   no image, a cube without a choice of the plane, tiles packed by HCOMPRESS_1, or more than the memory allowed.
 * @see FITS standard 4.0.
 */
export function readFitsImage(
  bytes: Uint8Array,
  options: FitsImageOptions = {},
): Result<FitsImage, InputFault> {
  const unpacked = unpackFile(bytes);
  if (!unpacked.ok) return unpacked;
  const located = locateImage(unpacked.value, options);
  if (!located.ok) return located;
  const { hdu, header, shape } = located.value;
  const pixels =
    located.value.compressed === undefined
      ? decodeImage(unpacked.value, located.value)
      : unpackImage(located.value.compressed, located.value, memoryLimit(bytes, 'tiles'));
  if (!pixels.ok) return pixels;
  const { height, width, imageAxes } = shape;
  return ok({ height, width, pixels: pixels.value, header, hdu: hdu.number, imageAxes });
}

/** The bytes, unpacked when they are gzipped and no bomb. */
export function unpackFile(bytes: Uint8Array): Result<Uint8Array, InputFault> {
  if (!isGzip(bytes)) return ok(bytes);
  const rule = `at most ${mostPacked.gzip} times the size of the file, or 32 MiB if that is more, and never more than 1 GiB`;
  return gunzip(bytes, memoryLimit(bytes, 'gzip'), rule);
}

function memoryLimit(bytes: Uint8Array, packing: keyof typeof mostPacked): number {
  return Math.min(mostMemory, Math.max(leastMemory, mostPacked[packing] * bytes.length));
}

function decodeImage(
  bytes: Uint8Array,
  { hdu: { header, number, bitpix, dataOffset }, shape, plane }: LocatedImage,
): Result<Float64Array, InputFault> {
  const scaling = pixelScaling(header, bitpix, number);
  if (!scaling.ok) return scaling;
  const planeBytes = (shape.width * shape.height * Math.abs(bitpix)) / 8;
  const start = bytes.byteOffset + dataOffset + plane * planeBytes;
  return ok(decodePixels(new DataView(bytes.buffer, start, planeBytes), bitpix, scaling.value));
}

function unpackImage(
  compressed: CompressedImage,
  { hdu, shape, plane }: LocatedImage,
  limit: number,
): Result<Float64Array, InputFault> {
  // A tile of a cube may be larger than the plane.
  const tilePixels = compressed.tile.reduce((all, length) => all * length, 1);
  const nPixels = Math.max(shape.width * shape.height, tilePixels);
  if (!(8 * nPixels <= limit)) return fail(tooLarge(hdu.number, compressed.axes, limit));
  return readPlane(compressed, shape, plane);
}

function tooLarge(hdu: number, axes: readonly number[], limit: number): InputFault {
  return {
    place: `HDU ${hdu}, keyword ZNAXIS`,
    found: `${describeAxes(axes)} in tiles, in a file that is small for them`,
    expected: `an image or tile of at most ${limit} bytes in float64`,
    remedy: 'unpack it with funpack and give the file that it writes',
  };
}
