import type { KmeansMemory } from './memory.js';

const unitRoundoff = 1 / 16777216;

/**
 * Takes the centres in `problem.centres` into use: writes what the assignment's quick comparison needs.
 *
 * With c = m + s, ordering ||x - c||^2 over c is ordering ||s||^2 + 2 m.s - 2 x.s. Taking out the mean m keeps s, and with
 * it the float32 error, as small as the spread of the data, however far from zero they lie.
 */
export function useCentres(problem: KmeansMemory): void {
  const { k, stride, nColumns, means, centres, shifted, offsets, slacks, offsetSlacks } = problem;
  // Each lane adds stride / 4 products; the rest covers rounding s, adding lanes and offsets, and these bounds themselves.
  const productSlack = 2.1 * (stride / 4 + 12) * unitRoundoff;
  for (let c = 0; c < k; c++) {
    let squares = 0;
    let meanProduct = 0;
    for (let j = 0; j < nColumns; j++) {
      const s = centres[c * stride + j]! - means[j]!;
      shifted[c * stride + j] = s;
      squares += s * s;
      meanProduct += s * means[j]!;
    }
    const offset = squares + 2 * meanProduct;
    offsets[c] = offset;
    slacks[c] = productSlack * Math.sqrt(squares);
    offsetSlacks[c] = 4 * unitRoundoff * Math.abs(offset) + 1e-37;
  }
}

/** Copies `k` rows of `nColumns` values into the padded centres. */
export function setCentres(problem: KmeansMemory, values: ArrayLike<number>): void {
  const { k, stride, nColumns, centres } = problem;
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < nColumns; j++) centres[c * stride + j] = values[c * nColumns + j]!;
  }
  useCentres(problem);
}

/** The centres without padding, float64 (k, nColumns). */
export function getCentres(problem: KmeansMemory): Float64Array {
  const { k, stride, nColumns, centres } = problem;
  const values = new Float64Array(k * nColumns);
  for (let c = 0; c < k; c++) values.set(centres.subarray(c * stride, c * stride + nColumns), c * nColumns);
  return values;
}
