import { encodePng } from '../formats/png.js';
import { stretchToBytes } from '../figures/stretch.js';
import type { Thumbnails } from './data.js';

/** The size and number of grey levels of thumbnails, with the bytes that one takes in a sheet of noisy survey images. */
interface ThumbnailFormat {
  readonly size: number;
  readonly nLevels: number;
  readonly bytesEach: number;
}

const formats: readonly ThumbnailFormat[] = [
  { size: 64, nLevels: 256, bytesEach: 2700 },
  { size: 64, nLevels: 64, bytesEach: 1750 },
  { size: 64, nLevels: 32, bytesEach: 1300 },
  { size: 48, nLevels: 16, bytesEach: 490 },
  { size: 40, nLevels: 16, bytesEach: 360 },
  { size: 32, nLevels: 8, bytesEach: 150 },
];

/** What the sheets of one report may take together, before base64 makes it a third more: 5 MB, or 16 MB beyond 10,000 images. */
const budgetBytes = (nImages: number): number => (nImages > 10_000 ? 16e6 : 5.4e6);

export function thumbnailFormat(nImages: number): ThumbnailFormat {
  const fitting = formats.find((format) => format.bytesEach * nImages <= budgetBytes(nImages));
  return fitting ?? { size: 32, nLevels: 8, bytesEach: 150 };
}

/** Grey values rounded to evenly spaced levels, black and white among them. */
export function coarserLevels(grey: Uint8Array, nLevels: number): Uint8Array {
  if (nLevels >= 256) return grey;
  const step = 255 / (nLevels - 1);
  return grey.map((value) => Math.round(Math.round(value / step) * step));
}

/** Means over the pixels that each pixel of the smaller image covers; an image that is small already keeps its size. */
export function shrink(
  pixels: Float32Array,
  from: { width: number; height: number },
  size: number,
): Float32Array {
  const smaller = new Float32Array(size * size);
  for (let y = 0; y < size; y += 1) {
    const top = Math.floor((y * from.height) / size);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * from.height) / size));
    for (let x = 0; x < size; x += 1) {
      const left = Math.floor((x * from.width) / size);
      const right = Math.max(left + 1, Math.floor(((x + 1) * from.width) / size));
      let sum = 0;
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) sum += pixels[row * from.width + column] ?? 0;
      }
      smaller[y * size + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return smaller;
}

const columns = 16;
const perSheet = 256;

/** Puts thumbnails on sheets of 16 x 16, log10 stretch, each scaled by itself. */
export class ThumbnailSheets {
  readonly #format: ThumbnailFormat;
  readonly #sheets: string[] = [];
  #sheet: Uint8Array;
  #count = 0;

  constructor(nImages: number) {
    this.#format = thumbnailFormat(nImages);
    this.#sheet = this.#blank();
  }

  #blank(): Uint8Array {
    return new Uint8Array(perSheet * this.#format.size * this.#format.size);
  }

  add(pixels: Float32Array, shape: { width: number; height: number }): void {
    const { size, nLevels } = this.#format;
    const grey = coarserLevels(stretchToBytes(shrink(pixels, shape, size), 'log10'), nLevels);
    const place = this.#count % perSheet;
    const stride = columns * size;
    const corner = Math.floor(place / columns) * size * stride + (place % columns) * size;
    for (let y = 0; y < size; y += 1) {
      this.#sheet.set(grey.subarray(y * size, (y + 1) * size), corner + y * stride);
    }
    this.#count += 1;
    if (this.#count % perSheet === 0) this.#finishSheet(perSheet);
  }

  #finishSheet(nOnSheet: number): void {
    const { size } = this.#format;
    const height = Math.ceil(nOnSheet / columns) * size;
    const width = columns * size;
    const png = encodePng({ width, height, channels: 1, pixels: this.#sheet.subarray(0, width * height) });
    this.#sheets.push(`data:image/png;base64,${Buffer.from(png).toString('base64')}`);
    this.#sheet = this.#blank();
  }

  /** Call once, when all have been added. */
  finish(): Thumbnails {
    if (this.#count % perSheet !== 0) this.#finishSheet(this.#count % perSheet);
    return { size: this.#format.size, columns, perSheet, sheets: this.#sheets, count: this.#count };
  }
}
