import type { Bitpix } from './hdu.js';

/** How stored numbers become physical ones: zero + scale * stored, and `blank` NaN. */
export interface PixelScaling {
  readonly scale: number;
  readonly zero: number;
  /** Only for integers. */
  readonly blank?: bigint | number;
}

/**
 * Big-endian array elements as float64. A 64-bit integer is rounded once, to the nearest double, also where BZERO = 2^63 makes
 * it unsigned.
 * @param view Exactly the elements.
 * @returns As many values as the view holds elements of `bitpix`, in a buffer of their own.
 * @see FITS standard 4.0, sections 4.4.2.5 and 5.
 */
export function decodePixels(view: DataView, bitpix: Bitpix, scaling: PixelScaling): Float64Array {
  if (bitpix === 64) return decodeInt64(view, scaling);
  const values = decodeStored(view, bitpix);
  if (bitpix > 0 && scaling.blank !== undefined) {
    const blank = Number(scaling.blank);
    for (let i = 0; i < values.length; i++) if (values[i] === blank) values[i] = NaN;
  }
  return rescale(values, scaling);
}

// A copy turned over by Buffer's own swap and widened by a typed array's constructor takes half the time of a DataView.
function decodeStored(view: DataView, bitpix: Exclude<Bitpix, 64>): Float64Array {
  const stored = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (bitpix === 8) return new Float64Array(stored);
  const own = Buffer.allocUnsafeSlow(stored.length);
  own.set(stored);
  const { buffer } = own;
  if (bitpix === 16) own.swap16();
  else if (bitpix === -64) own.swap64();
  else own.swap32();
  if (bitpix === 16) return new Float64Array(new Int16Array(buffer));
  if (bitpix === 32) return new Float64Array(new Int32Array(buffer));
  return bitpix === -32 ? new Float64Array(new Float32Array(buffer)) : new Float64Array(buffer);
}

function rescale(values: Float64Array, { scale, zero }: PixelScaling): Float64Array {
  if (scale === 1 && zero === 0) return values;
  for (let i = 0; i < values.length; i++) values[i] = zero + scale * values[i]!;
  return values;
}

const twoTo32 = 4_294_967_296;
const twoTo63 = 9_223_372_036_854_775_808;

function decodeInt64(view: DataView, scaling: PixelScaling): Float64Array {
  const values = new Float64Array(view.byteLength / 8);
  const isUnsigned = scaling.scale === 1 && scaling.zero === twoTo63;
  for (let i = 0; i < values.length; i++) {
    // Adding 2^63 to the integer turns its sign bit over; adding it to the double would round twice.
    const high = isUnsigned ? (view.getInt32(8 * i) ^ 0x80000000) >>> 0 : view.getInt32(8 * i);
    values[i] = high * twoTo32 + view.getUint32(8 * i + 4);
  }
  if (!isUnsigned) rescale(values, scaling);
  if (scaling.blank !== undefined) {
    const blank = BigInt(scaling.blank);
    for (let i = 0; i < values.length; i++) if (view.getBigInt64(8 * i) === blank) values[i] = NaN;
  }
  return values;
}

/**
 * Values as big-endian float64, every NaN as 7ff8000000000000: what digests of pixels are taken over, so that they do not
 * depend on how a file stored them.
 */
export function bigEndianFloat64(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) view.setUint32(8 * i, 0x7ff80000);
    else view.setFloat64(8 * i, value);
  }
  return bytes;
}
