import { zlibSync } from 'fflate';

export interface PngSource {
  /** Pixels in a row, at least 1. */
  readonly width: number;
  /** Rows, at least 1. */
  readonly height: number;
  /** 1 grey, 3 RGB, 4 RGB with alpha; eight bits each. */
  readonly channels: 1 | 3 | 4;
  /** Row-major, the top row first, width * height * channels. */
  readonly pixels: Uint8Array;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const colourTypes = { 1: 0, 3: 2, 4: 6 } as const;

/**
 * A PNG file without metadata. Compressed by fflate, which is JavaScript, so that the bytes are the same on every machine;
 * the zlib inside Node differs between processors.
 * @throws RangeError when the sizes and the number of pixels disagree.
 * @see PNG specification, third edition.
 */
export function encodePng({ width, height, channels, pixels }: PngSource): Uint8Array {
  if (!(width >= 1 && height >= 1) || pixels.length !== width * height * channels) {
    throw new RangeError(`encodePng: ${pixels.length} bytes for ${width} x ${height} x ${channels}`);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8;
  header[9] = colourTypes[channels];
  const rows = filteredRows(pixels, height, width * channels, channels);
  return concatenate([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows, { level: 6 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** The image as text for `src="…"` in HTML or SVG. */
export function pngDataUri(source: PngSource): string {
  return `data:image/png;base64,${Buffer.from(encodePng(source)).toString('base64')}`;
}

/** Each row after a byte that names its filter: of None, Sub and Up the one whose residuals are smallest, the first among equals. */
function filteredRows(pixels: Uint8Array, height: number, stride: number, step: number): Uint8Array {
  const rows = new Uint8Array(height * (stride + 1));
  const left = new Uint8Array(stride);
  let above: Uint8Array = new Uint8Array(stride);
  const nothing = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = pixels.subarray(y * stride, (y + 1) * stride);
    left.set(row.subarray(0, stride - step), step);
    const predictions = [nothing, left, above];
    const costs = predictions.map((prediction) => residualCost(row, prediction));
    const filter = costs.indexOf(Math.min(...costs));
    const prediction = predictions[filter]!;
    const start = y * (stride + 1);
    rows[start] = filter;
    for (let x = 0; x < stride; x++) rows[start + 1 + x] = row[x]! - prediction[x]!;
    above = row;
  }
  return rows;
}

/** Sum of the residuals as signed bytes without their signs: the usual guess at how well a row compresses. */
function residualCost(row: Uint8Array, prediction: Uint8Array): number {
  let cost = 0;
  for (let x = 0; x < row.length; x++) {
    const residual = (row[x]! - prediction[x]!) & 255;
    cost += residual < 128 ? residual : 256 - residual;
  }
  return cost;
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let i = 0; i < 4; i++) bytes[4 + i] = type.charCodeAt(i);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 255]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
