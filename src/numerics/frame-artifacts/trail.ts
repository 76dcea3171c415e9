import { medianInPlace, scaledMad } from '../median.js';
import type { Plane } from '../resize.js';

/** The image is looked at in at most so many bins a side: coarser than a trail is wide only in frames where it is long. */
const mostBins = 64;
/** Blocks that the side is cut into, to see whether a line is bright all along it. */
const nBlocks = 12;
/** The share of them that counts, the faintest: what an edge-on galaxy in the middle does not cover. */
const faintPart = 0.375;
/** How far from the line its surroundings are looked at, in pixels: beyond a trail a little wider than a star. */
const apartPx = 6;
/** Brighter than this counts no more, so that a star on the line is no trail. In standard deviations. */
const brightest = 5;

/** The least part of a line to be seen: a corner that a trail cuts off. Of the blocks. */
const leastBlocks = 4;

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
 *   Radon transform, of pieces that lines share as in Goetz and Druck 1996, "A fast digital Radon transform". Lines that leave the frame sooner than after half of its side are not looked at.
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
  const finite = differences.filter(Number.isFinite);
  const spread = scaledMad(finite, medianInPlace(finite.slice()));
  for (let i = 0; i < differences.length; i++) {
    differences[i] = Math.max(-brightest, Math.min(brightest, differences[i]! / spread));
  }
  return { height, width, pixels: differences };
}

/** Adds to a bin's excess to say that it is known, so that one sum holds both: no sum of excesses comes near it. */
const known = 4096;

/** Significance of the brightest of all lines of slopes -1 to 1; NaN when none is long enough. */
function brightestLine(plane: Plane): number {
  const { height, width } = plane;
  const pieces = blockPieces(plane);
  // A line that is inside the frame for a quarter of the width passes its middle column so near to it.
  const reach = Math.ceil(width / 4) + 1;
  const nSlopes = Math.max(height, width);
  const least = width / nBlocks / 2;
  const mostPerBlock = Math.ceil(width / nBlocks);
  const sums = new Float64Array(nBlocks);
  const counts = new Float64Array(nBlocks);
  let best = NaN;
  for (let s = 0; s <= nSlopes; s++) {
    const slope = (2 * s) / nSlopes - 1;
    const ways = pieces.map(({ column, nColumns, sumsByRise }) => ({
      sumsOfRise: sumsByRise[Math.floor(slope * nColumns + 0.5) + nColumns]!,
      climb: Math.floor(slope * (column - width / 2) + 0.5) + nColumns,
    }));
    for (let y = -reach; y < height + reach; y++) {
      let [total, count, nSeen] = [0, 0, 0];
      for (let block = 0; block < nBlocks; block++) {
        const { sumsOfRise, climb } = ways[block]!;
        const row = y + climb;
        const piece = row >= 0 && row < sumsOfRise.length ? sumsOfRise[row]! : 0;
        const nBins = Math.floor(piece / known + 0.5);
        if (nBins <= least) continue;
        sums[nSeen] = piece - known * nBins;
        counts[nSeen++] = nBins;
        total += piece - known * nBins;
        count += nBins;
      }
      if (nSeen < leastBlocks) continue;
      const nFaint = Math.ceil(nSeen * faintPart);
      // The faintest blocks' mean is at most the mean of all.
      if ((total / count) * Math.sqrt(nFaint * mostPerBlock) <= best) continue;
      const line = faintest(sums, counts, { nSeen, nFaint });
      if (!(line <= best)) best = line;
    }
  }
  return best;
}

/** Significance of the faintest blocks of a line, by the mean of their bins; their sums and counts are used up. */
function faintest(
  sums: Float64Array,
  counts: Float64Array,
  { nSeen, nFaint }: { nSeen: number; nFaint: number },
): number {
  let [sum, count] = [0, 0];
  for (let taken = 0; taken < nFaint; taken++) {
    let least = taken;
    for (let block = taken + 1; block < nSeen; block++) {
      if (sums[block]! * counts[least]! < sums[least]! * counts[block]!) least = block;
    }
    sum += sums[least]!;
    count += counts[least]!;
    [sums[least], counts[least]] = [sums[taken]!, counts[taken]!];
  }
  return sum / Math.sqrt(count);
}

/** Sums along all short lines through one block of columns, which the lines through the frame are put together of. */
interface BlockPieces {
  readonly column: number;
  readonly nColumns: number;
  /** For rises of -nColumns to nColumns over the block, by the row of its first column, from row -nColumns on. */
  readonly sumsByRise: readonly Float64Array[];
}

function blockPieces({ pixels, height, width }: Plane): BlockPieces[] {
  return Array.from({ length: nBlocks }, (_, block) => {
    const column = Math.floor((block * width) / nBlocks);
    const nColumns = Math.floor(((block + 1) * width) / nBlocks) - column;
    // Above and below the frame there are as many rows of nothing as a piece can climb from outside.
    const margin = 2 * nColumns;
    const values = new Float64Array((height + 2 * margin) * nColumns);
    for (let y = 0; y < height; y++) {
      for (let j = 0; j < nColumns; j++) {
        const value = pixels[y * width + column + j]!;
        if (!Number.isNaN(value)) values[(y + margin) * nColumns + j] = value + known;
      }
    }
    const sumsByRise = Array.from({ length: 2 * nColumns + 1 }, (_, at) => {
      const steps = new Int32Array(nColumns);
      for (let j = 0; j < nColumns; j++) {
        const climb = Math.floor(((at - nColumns) * j) / nColumns + 0.5);
        steps[j] = (climb + nColumns) * nColumns + j;
      }
      const sums = new Float64Array(height + 2 * nColumns);
      for (let row = 0; row < sums.length; row++) {
        let sum = 0;
        for (let j = 0; j < nColumns; j++) sum += values[row * nColumns + steps[j]!]!;
        sums[row] = sum;
      }
      return sums;
    });
    return { column, nColumns, sumsByRise };
  });
}
