import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { locateImage, type LocatedImage } from '../../formats/fits/locate-image.js';
import { pixelScaling } from '../../formats/fits/pixel-scaling.js';
import { unpackFile, type FitsImage, type FitsImageOptions } from '../../formats/fits/read-image.js';
import type { InputFault } from '../../formats/input-fault.js';
import { FakeBlob, loadFitsjs, type Fitsjs, type FitsjsImage } from './find-fitsjs.js';

/** As `readFitsImage`, but later. */
export type AsyncFitsReader = (
  bytes: Uint8Array,
  options?: FitsImageOptions,
) => Promise<Result<FitsImage, InputFault>>;

/**
 * Reads images by fitsjs, the reference. Which HDU and plane, and what the header says, is found by our reader, since fitsjs goes on without
 * end over a file that is cut short or does not end with a block; it is given the HDU alone, and its pixels are those that it decodes.
 * @returns Failure `engine-unavailable` when it is not installed; a reader whose faults are those of `readFitsImage`, and one for
 *   each image that fitsjs would get wrong (`whyWrong`).
 */
export function fitsjsReader(): Result<AsyncFitsReader, Extract<Failure, { reason: 'engine-unavailable' }>> {
  const library = loadFitsjs();
  if (!library.ok) return library;
  return ok((bytes, options = {}) => readByFitsjs(library.value, bytes, options));
}

async function readByFitsjs(
  library: Fitsjs,
  bytes: Uint8Array,
  options: FitsImageOptions,
): Promise<Result<FitsImage, InputFault>> {
  const unpacked = unpackFile(bytes);
  if (!unpacked.ok) return unpacked;
  const located = locateImage(unpacked.value, options);
  if (!located.ok) return located;
  const wrong = whyWrong(located.value);
  if (!wrong.ok) return wrong;
  const { hdu, header, shape, plane } = located.value;
  const { height, width, imageAxes } = shape;
  let decoded: ArrayLike<number>;
  try {
    const image = await firstImage(library, ownFile(unpacked.value, located.value));
    const begin = plane * image.frameLength;
    const buffer = image.blob.bytes.slice(begin, begin + image.frameLength).buffer;
    decoded = image._getFrame(buffer, image.bitpix, image.bzero, image.bscale);
  } catch (error) {
    // It throws strings.
    const message = error instanceof Error ? error.message : String(error);
    return fail(refused(located.value, `a file that fitsjs does not read (${message})`, 'one that it reads'));
  }
  return ok({ height, width, pixels: Float64Array.from(decoded), header, hdu: hdu.number, imageAxes });
}

/** The HDU as a file of its own, whose last block is filled up. */
function ownFile(bytes: Uint8Array, { hdu }: LocatedImage): Uint8Array {
  const file = new Uint8Array(hdu.end - hdu.start);
  file.set(bytes.subarray(hdu.start, Math.min(hdu.end, bytes.length)));
  return file;
}

/** Rejects with what the library throws, which may be a string. */
export function firstImage(library: Fitsjs, bytes: Uint8Array): Promise<FitsjsImage> {
  return new Promise((resolve, reject) => {
    new library.FITS(new FakeBlob(bytes, reject), ({ hdus }) => {
      const image = hdus[0]?.data;
      if (image === undefined) reject(new Error('it finds no image'));
      else resolve(image);
    });
  });
}

/**
 * What fitsjs 0.6.6 gets wrong, by test or by its source: BITPIX -64 is decoded as float32, two numbers a pixel; 64 is not known; integers with a
 * BZERO and BSCALE that are integers are scaled in their own type, where 40,000 of a 16-bit image becomes -25,536; BLANK is
 * left out; a BSCALE of 0 becomes 1; images in tiles are always taken as dithered, in float32; a cube has three axes.
 */
function whyWrong(image: LocatedImage): Result<void, InputFault> {
  const { hdu, header, compressed, shape } = image;
  const wrong = (found: string, expected: string) => fail(refused(image, found, expected));
  if (compressed !== undefined)
    return wrong(
      'an image in tiles, which fitsjs takes as dithered whatever it is',
      'an image that is not in tiles',
    );
  const { bitpix, number, axes } = hdu;
  const known = 'BITPIX 8, 16, 32 or -32';
  if (bitpix === -64) return wrong('BITPIX -64, which fitsjs decodes as float32', known);
  if (bitpix === 64) return wrong('BITPIX 64, which fitsjs does not know', known);
  if (axes.length > 3 || shape.imageAxes[0] !== 1 || shape.imageAxes[1] !== 2) {
    return wrong(
      `${axes.length} axes, of which fitsjs takes the first two and NAXIS3`,
      'images of NAXIS1 by NAXIS2, and planes along NAXIS3',
    );
  }
  const scaling = pixelScaling(header, bitpix, number);
  if (!scaling.ok) return scaling;
  const { scale, zero, blank } = scaling.value;
  if (blank !== undefined) return wrong('BLANK, which fitsjs does not make NaN', 'no BLANK');
  if (scale === 0) return wrong('BSCALE 0, which fitsjs takes as 1', 'any other BSCALE');
  const isOverflowing =
    bitpix > 0 && Number.isInteger(scale) && Number.isInteger(zero) && !(scale === 1 && zero === 0);
  if (isOverflowing)
    return wrong(
      `BSCALE ${scale} and BZERO ${zero}, which fitsjs applies within the stored type`,
      'integers without BSCALE and BZERO, or with fractions',
    );
  return ok();
}

function refused({ hdu }: LocatedImage, found: string, expected: string): InputFault {
  return {
    place: `HDU ${hdu.number}`,
    found,
    expected,
    remedy: 'set `engine: own`, the default, which reads it',
  };
}
