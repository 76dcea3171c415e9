import { medianInPlace, scaledMad } from '../median.js';
import type { Plane } from '../resize.js';

/** The image is looked at in at most so many bins a side: coarser than a trail is wide only in frames where it is long. */
const mostBins = 64;
/** Blocks that the side is cut into, to see whether a line is bright all along it. */
const nBlocks = 8;
/** The share of them that counts, the faintest: what an edge-on galaxy in the middle does not cover. */
const faintPart = 0.25;
/** How far from the line its surroundings are looked at, in pixels: beyond a trail a little wider than a star. */
const apartPx = 6;
/** Brighter than this counts no more, so that a star on the line is no trail. In standard deviations. */
const brightest = 5;

/**
 * How far the most trail-like straight line stands out from the noise, in standard deviations: a line across the frame, at any angle, that is
 * brighter than its surroundings nearly all along.
 * The image is binned to at most 64 x 64; each bin's excess over the mean of those 6 pixels above and below it, in units of its scatter, is
 * cut at 5 and summed along lines of slopes -1 to 1, in eight blocks of columns each; lines steeper than that are those of the transposed image.
 * The faintest quarter of a line's blocks counts, so that a galaxy seen edge on, or a spike, which do not reach from edge to edge, do not.
 * Chance alone gives 1 to 2.
 * @param image Zeros, NaN and infinite pixels are left out.
 * @returns At least 0; NaN where nothing is left to measure, or the image is less than 16 pixels high or wide.
 * @see Duda and Hart 1972, "Use of the Hough transformation to detect lines and curves in pictures"; the sums are those of the
 *   Radon transform. Lines that leave the frame sooner than after half of its side are not looked at.
 */
export function trail(image: Plane): number {
  if (Math.min(image.height, image.width) < 16) return NaN;
  const bins = binned(image);
  const found = [bins, transposed(bins)]
    .map((plane) => brightestLine(excess(plane, bins.apart)))
    .filter((line) => !Number.isNaN(line));
  return found.length === 0 ? NaN : Math.max(0, ...found);
}

interface Bins extends Plane {
  /** Bins to what a bin is compared with. */
  readonly apart: number;
}

function binned({ height, width, pixels }: Plane): Bins {
  const factor = Math.ceil(Math.max(height, width) / mostBins);
  const [rows, columns] = [Math.floor(height / factor), Math.floor(width / factor)];
  const sums = new Float64Array(rows * columns);
  const counts = new Int32Array(rows * columns);
  for (let y = 0; y < rows * factor; y++) {
    const row = Math.floor(y / factor) * columns;
    for (let column = 0, i = y * width; column < columns; column++) {
      for (let j = 0; j < factor; j++, i++) {
        const value = pixels[i]!;
        if (value === 0 || !Number.isFinite(value)) continue;
        sums[row + column]! += value;
        counts[row + column]! += 1;
      }
    }
  }
  for (let bin = 0; bin < sums.length; bin++) sums[bin]! /= counts[bin]!;
  return { height: rows, width: columns, pixels: sums, apart: Math.max(2, Math.ceil(apartPx / factor)) };
}

function transposed({ height, width, pixels }: Plane): Plane {
  const turned = new Float64Array(pixels.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + y] = pixels[y * width + x]!;
  }
  return { height: width, width: height, pixels: turned };
}

/** What each bin has more than those above and below it, in standard deviations, cut at the brightest that counts; NaN where it cannot be said. */
function excess({ height, width, pixels }: Plane, apart: number): Plane {
  const differences = new Float64Array(pixels.length).fill(NaN);
  for (let i = apart * width; i < (height - apart) * width; i++) {
    differences[i] = pixels[i]! - (pixels[i - apart * width]! + pixels[i + apart * width]!) / 2;
  }
  const known = differences.filter(Number.isFinite);
  const spread = scaledMad(known, medianInPlace(known.slice()));
  const cut = differences.map((value) => Math.max(-brightest, Math.min(brightest, value / spread)));
  return { height, width, pixels: cut };
}

/** Adds to a bin's excess to say that it is known, so that one sum holds both: no sum of excesses comes near it. */
const known = 4096;

/** Significance of the brightest of all lines of slopes -1 to 1; NaN when none is long enough. */
function brightestLine({ pixels, height, width }: Plane): number {
  // Above and below the frame there are as many rows of nothing as a line can climb that is inside in the middle of it.
  const margin = Math.ceil(width / 2) + 1;
  const values = new Float64Array((height + 2 * margin) * width);
  pixels.forEach((value, i) => {
    if (!Number.isNaN(value)) values[margin * width + i] = value + known;
  });
  const ends = Array.from({ length: nBlocks + 1 }, (_, block) => Math.floor((block * width) / nBlocks));
  const nSlopes = Math.max(height, width);
  const climb = new Int32Array(width);
  const sums = new Float64Array(nBlocks);
  let best = NaN;
  for (let s = 0; s <= nSlopes; s++) {
    const slope = (2 * s) / nSlopes - 1;
    for (let x = 0; x < width; x++) climb[x] = Math.floor(slope * (x - width / 2) + 0.5) * width + x;
    // A line that is inside the frame for half of the width is so in the middle column.
    for (let start = margin * width; start < (margin + height) * width; start += width) {
      let total = 0;
      for (let block = 0; block < nBlocks; block++) {
        let sum = 0;
        for (let x = ends[block]!; x < ends[block + 1]!; x++) sum += values[start + climb[x]!]!;
        total += sum;
        sums[block] = sum;
      }
      const count = Math.floor(total / known + 0.5);
      // The fainter blocks' mean is at most the mean of all, their number at most that of all.
      if ((total - known * count) / Math.sqrt(count) <= best) continue;
      const line = fainterPart(sums, width / nBlocks / 2);
      if (!(line <= best) && !Number.isNaN(line)) best = line;
    }
  }
  return best;
}

/** Significance of the fainter blocks among those that have more than `least` bins; NaN when fewer than half of all have. */
function fainterPart(sums: Float64Array, least: number): number {
  const counts = Array.from(sums, (sum) => Math.floor(sum / known + 0.5));
  const means = counts.map((count, block) => (sums[block]! - known * count) / count);
  const blocks = [...counts.keys()].filter((block) => counts[block]! > least);
  if (2 * blocks.length < nBlocks) return NaN;
  blocks.sort((a, b) => means[a]! - means[b]!);
  let sum = 0;
  let count = 0;
  for (const block of blocks.slice(0, Math.ceil(blocks.length * faintPart))) {
    sum += means[block]! * counts[block]!;
    count += counts[block]!;
  }
  return sum / Math.sqrt(count);
}
