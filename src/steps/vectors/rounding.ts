import type { Note } from '../../core/step.js';

/** A column that rounding to float32 takes much from. */
export interface LossyColumn {
  /** As a person reads it: a table's name in quotes, an array's place from 0. */
  readonly column: string;
  readonly deviation: number;
  readonly largest: number;
  /** How many columns more lose as much. */
  readonly nMore: number;
}

/** float32 keeps 24 bits: a deviation of 1e-4 of the largest value has some 1,600 steps left, a smaller one fewer. */
const leastSpread = 1e-4;

/**
 * Which columns of float64 vectors spread so little around a large value that float32 tells their rows apart badly: the standard
 * deviation is below 1e-4 of the largest magnitude. A column that float32 holds exactly loses nothing, nor does a constant one.
 */
export class RoundingWatch {
  readonly #nColumns: number;
  readonly #first: Float64Array;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #largest: Float64Array;
  readonly #isRounded: Uint8Array;
  #nRows = 0;

  constructor(nColumns: number) {
    this.#nColumns = nColumns;
    [this.#first, this.#sums] = [new Float64Array(nColumns), new Float64Array(nColumns)];
    [this.#squares, this.#largest] = [new Float64Array(nColumns), new Float64Array(nColumns)];
    this.#isRounded = new Uint8Array(nColumns);
  }

  /** @param values Whole rows, row-major. */
  add(values: ArrayLike<number>): void {
    const nColumns = this.#nColumns;
    for (let at = 0; at < values.length; at++) {
      const [j, value] = [at % nColumns, values[at] ?? NaN];
      if (this.#nRows === 0 && at < nColumns) this.#first[j] = value;
      // From the first row, so that a large mean does not swallow the deviations.
      const difference = value - (this.#first[j] ?? NaN);
      this.#sums[j] = (this.#sums[j] ?? 0) + difference;
      this.#squares[j] = (this.#squares[j] ?? 0) + difference * difference;
      this.#largest[j] = Math.max(this.#largest[j] ?? 0, Math.abs(value));
      if (Math.fround(value) !== value) this.#isRounded[j] = 1;
    }
    this.#nRows += values.length / nColumns;
  }

  /** @param names The columns' names, for a table. */
  lossy(names?: readonly string[]): LossyColumn | undefined {
    const n = this.#nRows;
    const deviations = this.#squares.map((square, j) => {
      const mean = (this.#sums[j] ?? NaN) / n;
      return Math.sqrt(Math.max(0, square / n - mean * mean));
    });
    const isLossy = (j: number): boolean => {
      const [deviation, largest] = [deviations[j] ?? NaN, this.#largest[j] ?? NaN];
      return this.#isRounded[j] === 1 && deviation > 0 && deviation < leastSpread * largest;
    };
    const found = [...deviations.keys()].filter(isLossy);
    const [column] = found;
    if (column === undefined) return undefined;
    return {
      column: names === undefined ? String(column) : JSON.stringify(names[column]),
      deviation: deviations[column] ?? NaN,
      largest: this.#largest[column] ?? NaN,
      nMore: found.length - 1,
    };
  }
}

const subtractOrScale =
  'subtract the mean of each column, or take the table by a step of kind table-vectors with `scale: standard`';

/**
 * What a step says of vectors that lost much; nothing when they did not.
 * @param whatFor What the rounded values are taken for.
 * @param remedy What to do.
 */
export function roundingNotes(
  lossy: LossyColumn | undefined,
  whatFor?: string,
  remedy = subtractOrScale,
): Note[] {
  if (lossy === undefined) return [];
  const { column, deviation, largest, nMore } = lossy;
  const more = nMore === 0 ? '' : `, as ${nMore} more`;
  const where = whatFor === undefined ? '' : ` for ${whatFor}`;
  const text = `values are rounded to float32${where}, and column ${column} spreads by only ${deviation.toPrecision(2)} at ${largest.toPrecision(2)}${more}: its rows are told apart badly; ${remedy}`;
  return [{ level: 'warning', text }];
}
