import { fail, ok, type Result } from '../../../core/result.js';
import { gunzip } from '../../gzip.js';
import type { InputFault } from '../../input-fault.js';
import type { Bitpix } from '../hdu.js';
import { decodePixels } from '../pixels.js';
import { cellArray, cellNumber, heapBytes, type HeapPlace } from './binary-table.js';
import type { CompressedImage, Packing } from './compressed-image.js';
import { decodePlio, mostPlioPixels } from './plio.js';
import { unquantize, type Quantization } from './quantization.js';
import { decodeRice, mostRicePixels } from './rice.js';

/** Where a tile's bytes lie, and how they are packed. */
export interface PackedTile {
  /** From 0: the row of the table. */
  readonly number: number;
  readonly place: HeapPlace;
  readonly packing: Packing;
  /** Whether they are of the integers that floats were made into. */
  readonly isQuantized: boolean;
  readonly nPixels: number;
}

/** No deflated byte stands for more. */
const mostFromGzipByte = 1032;

/**
 * Finds a tile's bytes: in COMPRESSED_DATA or, where that is empty, in GZIP_COMPRESSED_DATA or UNCOMPRESSED_DATA, which hold pixels that
 * would not be made integers.
 * @param nPixels Of the tile.
 * @returns A fault when there are none, or when so few bytes cannot hold so many pixels whatever they are.
 */
export function findTile(
  image: CompressedImage,
  number: number,
  nPixels: number,
): Result<PackedTile, InputFault> {
  const { table, packing, quantization } = image;
  const isQuantized = quantization !== undefined;
  for (const [name, tile] of [
    ['COMPRESSED_DATA', { packing, isQuantized }],
    ['GZIP_COMPRESSED_DATA', { packing: { type: 'GZIP_1' }, isQuantized: false }],
    ['UNCOMPRESSED_DATA', { packing: { type: 'NOCOMPRESS' }, isQuantized: false }],
  ] as const) {
    const column = table.columns.get(name);
    if (column === undefined) continue;
    const place = cellArray(table, number, column);
    if (!place.ok) return place;
    if (place.value.length === 0) continue;
    const found = { number, place: place.value, nPixels, ...tile };
    return nPixels <= mostPixels(found) ? ok(found) : tooFew(image, found);
  }
  return fail({
    place: `HDU ${table.hdu}, tile ${number + 1}`,
    found: 'no data',
    expected: 'an array in COMPRESSED_DATA, GZIP_COMPRESSED_DATA or UNCOMPRESSED_DATA',
    remedy: 'the file is damaged: fetch it again',
  });
}

function mostPixels({ place: { length }, packing }: PackedTile): number {
  if (packing.type === 'RICE_1') return mostRicePixels(length, packing);
  if (packing.type === 'PLIO_1') return mostPlioPixels(length);
  return packing.type === 'NOCOMPRESS' ? length : mostFromGzipByte * length;
}

/** Room for the pixels of one tile, used for each in turn: making arrays would take more time than filling them. */
export interface Workspace {
  readonly integers: Int32Array;
  readonly values: Float64Array;
}

/**
 * The physical values of a tile, first axis fastest.
 * @returns An array that starts with them, which may be the workspace's; a fault when the tile's bytes are damaged, or not as many as
 *   its pixels need.
 */
export function unpackTile(
  image: CompressedImage,
  tile: PackedTile,
  workspace: Workspace,
): Result<Float64Array, InputFault> {
  const { packing, nPixels, isQuantized } = tile;
  const bytes = heapBytes(image.table, tile.place);
  if (packing.type === 'RICE_1' || packing.type === 'PLIO_1') {
    const integers =
      nPixels === workspace.integers.length ? workspace.integers : workspace.integers.subarray(0, nPixels);
    const isWhole =
      packing.type === 'RICE_1' ? decodeRice(bytes, integers, packing) : decodePlio(bytes, integers);
    if (!isWhole) return tooFew(image, tile);
    return isQuantized
      ? unquantized(image, tile, { integers, values: workspace.values })
      : scaled(image, tile, { integers, values: workspace.values });
  }
  const stored = storedBytes(image, tile, bytes);
  if (!stored.ok) return stored;
  const bitpix = elementBitpix(image, tile, stored.value.length);
  if (bitpix === undefined) return wrongLength(image, tile, stored.value.length);
  const inOrder = packing.type === 'GZIP_2' ? unshuffled(stored.value, Math.abs(bitpix) / 8) : stored.value;
  const view = new DataView(inOrder.buffer, inOrder.byteOffset, inOrder.length);
  if (isQuantized) {
    const integers = decodePixels(view, bitpix, { scale: 1, zero: 0 });
    return unquantized(image, tile, { integers, values: workspace.values });
  }
  const blank = blankOf(image, tile.number) ?? image.scaling.blank;
  const { scale, zero } = image.scaling;
  return ok(decodePixels(view, bitpix, blank === undefined ? { scale, zero } : { scale, zero, blank }));
}

/** Gzip gives no more memory than the widest pixels would take. */
function storedBytes(
  image: CompressedImage,
  tile: PackedTile,
  bytes: Uint8Array,
): Result<Uint8Array, InputFault> {
  if (tile.packing.type === 'NOCOMPRESS') return ok(bytes);
  const limit = tile.nPixels * Math.max(4, Math.abs(image.bitpix) / 8);
  const unpacked = gunzip(bytes, limit);
  if (unpacked.ok) return unpacked;
  return fail({
    place: placeOf(image, tile),
    ...unpacked.failure,
    remedy: 'the file is damaged: fetch it again',
  });
}

/** Integers may be stored in fewer bytes, or in four, whatever ZBITPIX says; their number tells. */
function elementBitpix({ bitpix }: CompressedImage, tile: PackedTile, nBytes: number): Bitpix | undefined {
  const bits = (8 * nBytes) / tile.nPixels;
  if (bitpix < 0 && !tile.isQuantized) return bits === -bitpix ? bitpix : undefined;
  return ([8, 16, 32, 64] as const).find((known) => known === bits);
}

/** GZIP_2 puts the highest bytes of all elements first, then the next. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  const inOrder = new Uint8Array(bytes.length);
  const n = bytes.length / size;
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < n; i++) inOrder[size * i + byte] = bytes[n * byte + i]!;
  }
  return inOrder;
}

function unquantized(
  image: CompressedImage,
  tile: PackedTile,
  { integers, values }: { readonly integers: ArrayLike<number>; readonly values: Float64Array },
): Result<Float64Array, InputFault> {
  const scale = numberOf(image, tile.number, 'ZSCALE');
  const zero = numberOf(image, tile.number, 'ZZERO');
  if (scale === undefined || zero === undefined || image.quantization === undefined) {
    return fail({
      place: placeOf(image, tile),
      found: `no number for ${scale === undefined ? 'ZSCALE' : 'ZZERO'}`,
      expected: 'ZSCALE and ZZERO of the tile, in columns or keywords',
      remedy: 'the file is damaged: fetch it again',
    });
  }
  const quantization: Quantization = {
    scale,
    zero,
    method: image.quantization.method,
    ditherStart: (tile.number + image.quantization.ditherSeed - 1) % 10_000,
    blank: blankOf(image, tile.number),
    isFloat32: image.bitpix === -32,
  };
  unquantize(integers, values, quantization);
  return ok(rescaled(values, image));
}

function scaled(
  image: CompressedImage,
  tile: PackedTile,
  { integers, values }: Workspace,
): Result<Float64Array, InputFault> {
  if (image.bitpix < 0) {
    return fail({
      place: placeOf(image, tile),
      found: `floats packed by ${tile.packing.type} without ZSCALE`,
      expected: 'ZSCALE and ZZERO, in columns or keywords',
      remedy: 'write it again with GZIP_2, or with a quantize_level',
    });
  }
  const blank = blankOf(image, tile.number) ?? image.scaling.blank;
  const blankNumber = blank === undefined ? undefined : Number(blank);
  for (let i = 0; i < integers.length; i++) {
    const integer = integers[i]!;
    values[i] = integer === blankNumber ? NaN : integer;
  }
  return ok(rescaled(values, image));
}

function rescaled(values: Float64Array, { scaling: { scale, zero } }: CompressedImage): Float64Array {
  if (scale === 1 && zero === 0) return values;
  for (let i = 0; i < values.length; i++) values[i] = zero + scale * values[i]!;
  return values;
}

/** Of the tile's own cell, or else of the keyword that holds for all tiles. */
function numberOf({ table, keywords }: CompressedImage, row: number, name: string): number | undefined {
  const column = table.columns.get(name);
  if (column !== undefined) return cellNumber(table, row, column);
  const value = keywords.value(name);
  return typeof value === 'number' ? value : undefined;
}

function blankOf(image: CompressedImage, row: number): number | undefined {
  return numberOf(image, row, 'ZBLANK');
}

function placeOf({ table }: CompressedImage, { number }: PackedTile): string {
  return `HDU ${table.hdu}, tile ${number + 1}`;
}

function tooFew(image: CompressedImage, tile: PackedTile): Result<never, InputFault> {
  return fail({
    place: placeOf(image, tile),
    found: `${tile.place.length} bytes of ${tile.packing.type} that do not hold its pixels`,
    expected: `${tile.nPixels} pixels`,
    remedy: 'the file is damaged: fetch it again',
  });
}

function wrongLength(image: CompressedImage, tile: PackedTile, nBytes: number): Result<never, InputFault> {
  return fail({
    place: placeOf(image, tile),
    found: `${nBytes} bytes`,
    expected: `${tile.nPixels} pixels of BITPIX ${image.bitpix}`,
    remedy: 'the file is damaged: fetch it again',
  });
}
