import { encodePng } from '../formats/png.js';
import { stretchToBytes } from '../figures/stretch.js';
import type { Thumbnails } from './data.js';

/** The size and the number of grey levels of thumbnails. */
export interface ThumbnailFormat {
  readonly size: number;
  readonly nLevels: number;
}

/** From the best to the smallest. */
export const thumbnailFormats: readonly ThumbnailFormat[] = [
  { size: 64, nLevels: 256 },
  { size: 64, nLevels: 64 },
  { size: 64, nLevels: 32 },
  { size: 56, nLevels: 24 },
  { size: 48, nLevels: 16 },
  { size: 40, nLevels: 16 },
  { size: 32, nLevels: 12 },
  { size: 24, nLevels: 8 },
];

/** What all sheets of one report may take, before base64 makes it a third more. */
const budgetBytes = (nImages: number): number => (nImages > 10_000 ? 15e6 : 5e6);

/** Grey values rounded to evenly spaced levels, black and white among them. */
export function coarserLevels(grey: Uint8Array, nLevels: number): Uint8Array {
  if (nLevels >= 256) return grey;
  const step = 255 / (nLevels - 1);
  return grey.map((value) => Math.round(Math.round(value / step) * step));
}

/** Means over the pixels that each pixel of the smaller image covers. */
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

interface Picture {
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Puts thumbnails on sheets of 16 x 16, log10 stretch, each scaled by itself. Add all, then finish. */
export class ThumbnailSheets {
  readonly #nImages: number;
  readonly #sheets: string[] = [];
  #format: ThumbnailFormat | undefined;
  #waiting: Picture[] = [];
  #count = 0;

  /** @param nImages How many will be added: with more of them each gets less room. */
  constructor(nImages: number) {
    this.#nImages = nImages;
  }

  add(picture: Picture): void {
    this.#waiting.push(picture);
    this.#count += 1;
    if (this.#waiting.length === perSheet) this.#finishSheet();
  }

  #finishSheet(): void {
    // The first sheet tells how well these images compress: noise does not.
    this.#format ??= bestFormat(this.#waiting, budgetBytes(this.#nImages) / this.#nImages);
    const png = encodeSheet(this.#waiting, this.#format);
    this.#sheets.push(`data:image/png;base64,${Buffer.from(png).toString('base64')}`);
    this.#waiting = [];
  }

  finish(): Thumbnails {
    if (this.#waiting.length > 0) this.#finishSheet();
    const size = this.#format?.size ?? 64;
    return { size, columns, perSheet, sheets: this.#sheets, count: this.#count };
  }
}

/** The first format in which these pictures take no more than `bytesEach`; the smallest when none does. */
function bestFormat(pictures: readonly Picture[], bytesEach: number): ThumbnailFormat {
  const fitting = thumbnailFormats.find(
    (format) => encodeSheet(pictures, format).length <= bytesEach * pictures.length,
  );
  return fitting ?? { size: 24, nLevels: 8 };
}

function encodeSheet(pictures: readonly Picture[], { size, nLevels }: ThumbnailFormat): Uint8Array {
  const stride = columns * size;
  const height = Math.ceil(pictures.length / columns) * size;
  const sheet = new Uint8Array(stride * height);
  pictures.forEach((picture, place) => {
    const smaller = shrink(picture.pixels, picture, size);
    const grey = coarserLevels(stretchToBytes(smaller, 'log10'), nLevels);
    const corner = Math.floor(place / columns) * size * stride + (place % columns) * size;
    for (let y = 0; y < size; y += 1) {
      sheet.set(grey.subarray(y * size, (y + 1) * size), corner + y * stride);
    }
  });
  return encodePng({ width: stride, height, channels: 1, pixels: sheet });
}
