import { fail, ok, type Result } from '../../../core/result.js';
import type { InputFault } from '../../input-fault.js';
import type { FitsHeader } from '../header.js';
import { badKeyword, parseAxes, parseBitpix, type Bitpix, type Hdu } from '../hdu.js';
import { pixelScaling } from '../pixel-scaling.js';
import type { PixelScaling } from '../pixels.js';
import { parseBinaryTable, type BinaryTable } from './binary-table.js';
import { imageHeader } from './image-header.js';
import { quantizationMethods, type QuantizationMethod } from './quantization.js';
import type { RiceParameters } from './rice.js';

export type Packing =
  | { readonly type: 'GZIP_1' | 'GZIP_2' | 'NOCOMPRESS' | 'PLIO_1' }
  | ({ readonly type: 'RICE_1' } & RiceParameters);

/** An image that lies in tiles in the rows of a binary table, as its keywords say. */
export interface CompressedImage {
  /** That of the image, not of the table. */
  readonly header: FitsHeader;
  /** That of the table, for ZSCALE, ZZERO and ZBLANK of all tiles. */
  readonly keywords: FitsHeader;
  readonly table: BinaryTable;
  readonly bitpix: Bitpix;
  readonly axes: readonly number[];
  /** Lengths of a tile, as many as axes; those at the far edges are cut. */
  readonly tile: readonly number[];
  readonly packing: Packing;
  readonly scaling: PixelScaling;
  /** Undefined where no tile is of floats that were made integers. */
  readonly quantization: { readonly method: QuantizationMethod; readonly ditherSeed: number } | undefined;
}

/**
 * @param bytes The whole file.
 * @param hdu One with ZIMAGE = T.
 * @returns A fault for a keyword that is missing or impossible, a packing that is not read (HCOMPRESS_1, a mask of NaNs), and for a
 *   table of fewer rows than the image has tiles.
 * @see FITS standard 4.0, section 10.1.
 */
export function parseCompressedImage(bytes: Uint8Array, hdu: Hdu): Result<CompressedImage, InputFault> {
  const { header, number } = hdu;
  const table = parseBinaryTable(bytes, hdu);
  if (!table.ok) return table;
  const bitpix = parseBitpix(header, number, 'ZBITPIX');
  if (!bitpix.ok) return bitpix;
  const axes = parseAxes(header, number, 'ZNAXIS');
  if (!axes.ok) return axes;
  const tile = parseTile(hdu, axes.value, table.value.nRows);
  if (!tile.ok) return tile;
  const packing = parsePacking(hdu);
  if (!packing.ok) return packing;
  if (!table.value.columns.has('COMPRESSED_DATA')) return fail(withoutTiles(number));
  if (table.value.columns.has('NULL_PIXEL_MASK')) return fail(masked(number));
  const quantization = parseQuantization(hdu, table.value);
  if (!quantization.ok) return quantization;
  const own = imageHeader(header);
  const scaling = pixelScaling(own, bitpix.value, number);
  if (!scaling.ok) return scaling;
  return ok({
    header: own,
    keywords: header,
    table: table.value,
    bitpix: bitpix.value,
    axes: axes.value,
    tile: tile.value,
    packing: packing.value,
    scaling: scaling.value,
    quantization: quantization.value,
  });
}

function parseTile(
  { header, number }: Hdu,
  axes: readonly number[],
  nRows: number,
): Result<number[], InputFault> {
  const tile: number[] = [];
  let nTiles = 1;
  for (const [i, length] of axes.entries()) {
    const keyword = `ZTILE${i + 1}`;
    const given = header.card(keyword) === undefined ? (i === 0 ? length : 1) : header.value(keyword);
    if (typeof given !== 'number' || !Number.isSafeInteger(given) || given < 1) {
      return fail(badKeyword(number, header, keyword, 'an integer of at least 1'));
    }
    tile.push(Math.min(given, length));
    nTiles *= Math.ceil(length / given);
  }
  // Written so that a NaN is a fault too.
  if (!(nTiles <= nRows)) {
    return fail({
      place: `HDU ${number}, keyword NAXIS2`,
      found: `a table of ${nRows} rows`,
      expected: `a row for each of ${nTiles} tiles of ${tile.join(' x ')} in ${axes.join(' x ')} pixels`,
      remedy: 'the file is damaged: fetch it again',
    });
  }
  return ok(tile);
}

function parsePacking({ header, number }: Hdu): Result<Packing, InputFault> {
  const type = header.value('ZCMPTYPE');
  switch (type) {
    case 'GZIP_1':
    case 'GZIP_2':
    case 'NOCOMPRESS':
    case 'PLIO_1':
      return ok({ type });
    case 'RICE_1':
    case 'RICE_ONE':
      return parseRice(header, number);
    default:
      return fail({
        ...badKeyword(number, header, 'ZCMPTYPE', 'RICE_1, GZIP_1, GZIP_2, PLIO_1 or NOCOMPRESS'),
        remedy: 'unpack the file with funpack, or with astropy',
      });
  }
}

/** BLOCKSIZE and BYTEPIX are values of ZVALn where ZNAMEn says so. */
function parseRice(header: FitsHeader, hdu: number): Result<Packing, InputFault> {
  const valueCards = new Map<string, string>();
  for (let n = 1; header.card(`ZNAME${n}`) !== undefined; n++) {
    valueCards.set(String(header.value(`ZNAME${n}`)), `ZVAL${n}`);
  }
  const valueOf = (name: string, otherwise: number) => {
    const keyword = valueCards.get(name);
    return keyword === undefined ? otherwise : header.value(keyword);
  };
  const blockSize = valueOf('BLOCKSIZE', 32);
  if (blockSize !== 16 && blockSize !== 32) {
    return fail(badKeyword(hdu, header, valueCards.get('BLOCKSIZE')!, '16 or 32, the BLOCKSIZE of RICE_1'));
  }
  const bytePix = valueOf('BYTEPIX', 4);
  if (bytePix !== 1 && bytePix !== 2 && bytePix !== 4) {
    return fail(badKeyword(hdu, header, valueCards.get('BYTEPIX')!, '1, 2 or 4, the BYTEPIX of RICE_1'));
  }
  return ok({ type: 'RICE_1', blockSize, bytePix });
}

function parseQuantization(
  { header, number }: Hdu,
  { columns }: BinaryTable,
): Result<CompressedImage['quantization'], InputFault> {
  const given = header.value('ZQUANTIZ');
  const isScaled = columns.has('ZSCALE') || header.card('ZSCALE') !== undefined;
  if (given === 'NONE' || !isScaled) return ok(undefined);
  // Absent, or LINEAR_SCALING in files of before the standard: no dithering.
  const name = given === undefined || given === 'LINEAR_SCALING' ? 'NO_DITHER' : given;
  const method = quantizationMethods.find((known) => known === name);
  if (method === undefined) {
    return fail(badKeyword(number, header, 'ZQUANTIZ', `NONE, ${quantizationMethods.join(', ')}`));
  }
  if (method === 'NO_DITHER') return ok({ method, ditherSeed: 1 });
  const ditherSeed = header.value('ZDITHER0');
  if (
    typeof ditherSeed !== 'number' ||
    !Number.isInteger(ditherSeed) ||
    ditherSeed < 1 ||
    ditherSeed > 10_000
  ) {
    return fail(badKeyword(number, header, 'ZDITHER0', 'an integer from 1 to 10000'));
  }
  return ok({ method, ditherSeed });
}

function withoutTiles(hdu: number): InputFault {
  return {
    place: `HDU ${hdu}`,
    found: 'no column COMPRESSED_DATA',
    expected: 'a column COMPRESSED_DATA of arrays, a row for each tile',
    remedy: 'the header is damaged or not standard: write the file again, with astropy for example',
  };
}

function masked(hdu: number): InputFault {
  return {
    place: `HDU ${hdu}, column NULL_PIXEL_MASK`,
    found: 'a mask of undefined pixels that is packed by itself',
    expected: 'undefined pixels marked by ZBLANK, or NaN',
    remedy: 'unpack the file with funpack, or with astropy',
  };
}
