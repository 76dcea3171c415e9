import { encodeGreyJpeg } from '../formats/jpeg.js';
import { stretchToBytes } from '../figures/stretch.js';
import type { Thumbnails } from './data.js';
import { shrink, type Picture } from './shrink.js';

/** The width of a thumbnail in pixels, a multiple of 8, and the quality of its JPEG. */
export interface ThumbnailFormat {
  readonly size: number;
  readonly quality: number;
}

/** From the best to the smallest. */
export const thumbnailFormats: readonly ThumbnailFormat[] = [
  { size: 128, quality: 80 },
  { size: 96, quality: 75 },
  { size: 64, quality: 80 },
  { size: 64, quality: 65 },
  { size: 64, quality: 50 },
  { size: 64, quality: 35 },
  { size: 56, quality: 40 },
  { size: 56, quality: 30 },
  { size: 48, quality: 40 },
  { size: 48, quality: 30 },
  { size: 40, quality: 30 },
  { size: 40, quality: 20 },
  { size: 32, quality: 20 },
  { size: 24, quality: 15 },
  { size: 16, quality: 10 },
];

/** What all sheets of one report may take, before base64 makes it a third more. */
const budgetBytes = (nImages: number): number => Math.min(12e6, 4e6 + 250 * Math.max(0, nImages - 4000));

/** What the pictures that the page shows from the start may take of it: they stand in the file once more. */
const featuredBudgetBytes = 0.8e6;

/** Grey values rounded to evenly spaced levels, black and white among them. */
export function coarserLevels(grey: Uint8Array, nLevels: number): Uint8Array {
  if (nLevels >= 256) return grey;
  const step = 255 / (nLevels - 1);
  return grey.map((value) => Math.round(Math.round(value / step) * step));
}

const columns = 16;
const perSheet = 256;

/**
 * Puts thumbnails on sheets of 16 x 16, log10 stretch, each scaled by itself. Add all, then finish.
 * Those that are featured stand on sheets of their own too, in the order given, so that a page can show them before it has read the rest.
 */
export class ThumbnailSheets {
  readonly #all: SheetWriter;
  readonly #featuredIndices: readonly number[];
  readonly #featured = new Map<number, Picture>();

  /** @param nImages How many will be added: with more of them each gets less room. */
  constructor(nImages: number, featured: readonly number[] = []) {
    this.#all = new SheetWriter(budgetBytes(nImages) / nImages);
    this.#featuredIndices = featured;
    for (const index of featured)
      this.#featured.set(index, { pixels: new Float32Array(1), width: 1, height: 1 });
  }

  add(picture: Picture): void {
    const index = this.#all.count;
    if (this.#featured.has(index)) this.#featured.set(index, picture);
    this.#all.add(picture);
  }

  finish(): Thumbnails {
    const featured = new SheetWriter(featuredBudgetBytes / this.#featuredIndices.length);
    for (const index of this.#featuredIndices) {
      const picture = this.#featured.get(index);
      if (picture !== undefined) featured.add(picture);
    }
    const { count } = this.#all;
    return {
      columns,
      perSheet,
      count,
      sheets: this.#all.finish(),
      featured: { indices: this.#featuredIndices, sheets: featured.finish() },
    };
  }
}

/** Sheets that keep to a number of bytes for each picture. */
class SheetWriter {
  readonly #bytesEach: number;
  readonly #sheets: string[] = [];
  #format = 0;
  #waiting: Picture[] = [];
  count = 0;

  constructor(bytesEach: number) {
    this.#bytesEach = bytesEach;
  }

  add(picture: Picture): void {
    this.#waiting.push(picture);
    this.count += 1;
    if (this.#waiting.length === perSheet) this.#finishSheet();
  }

  finish(): string[] {
    if (this.#waiting.length > 0) this.#finishSheet();
    return this.#sheets;
  }

  /** In the first format that keeps to the budget, no better one than the sheets before: how well images compress, they tell themselves. */
  #finishSheet(): void {
    for (; ; this.#format += 1) {
      const jpeg = encodeSheet(this.#waiting, thumbnailFormats[this.#format] ?? { size: 16, quality: 10 });
      const isLast = this.#format >= thumbnailFormats.length - 1;
      if (!isLast && (this.#isTooFine() || jpeg.length > this.#bytesEach * this.#waiting.length)) continue;
      this.#sheets.push(Buffer.from(jpeg).toString('base64'));
      this.#waiting = [];
      return;
    }
  }

  /** Pictures are not drawn larger than they are. */
  #isTooFine(): boolean {
    const width = Math.max(16, ...this.#waiting.map((picture) => picture.width));
    return (thumbnailFormats[this.#format]?.size ?? 0) >= width + 8;
  }
}

function encodeSheet(pictures: readonly Picture[], { size, quality }: ThumbnailFormat): Uint8Array {
  const stride = columns * size;
  const height = Math.ceil(pictures.length / columns) * size;
  const sheet = new Uint8Array(stride * height);
  pictures.forEach((picture, place) => {
    const grey = stretchToBytes(shrink(picture.pixels, picture, size), 'log10');
    const corner = Math.floor(place / columns) * size * stride + (place % columns) * size;
    for (let y = 0; y < size; y += 1) {
      sheet.set(grey.subarray(y * size, (y + 1) * size), corner + y * stride);
    }
  });
  return encodeGreyJpeg({ width: stride, height, pixels: sheet, quality });
}
