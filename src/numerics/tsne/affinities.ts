import { log } from '../elementary.js';
import type { NeighbourMemory } from './neighbour-memory.js';

/** A symmetric sparse matrix of joint probabilities, by rows, columns ascending; all values together sum to 1. */
export interface Affinities {
  readonly nRows: number;
  /** int32 (nRows + 1): where each row begins in `columns` and `values`. */
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

// So many that threads seldom wait for the last, and so few that an end can be made of it within a second or two.
const shardsAtOnce = 64;

/** How many neighbours a perplexity takes of n rows: floor(3 perplexity), as van der Maaten 2014, or all others. */
export function neighbourCount(perplexity: number, nRows: number): number {
  return Math.min(Math.floor(3 * perplexity), nRows - 1);
}

/**
 * Affinities of the vectors in `memory`: p_ij = (p_j|i + p_i|j) / 2n, over the exact nearest neighbours, with each row's
 * Gaussian as wide as the perplexity asks. Distances are in float64, of the rows as `memory` holds them: centred, then
 * rounded to float32.
 * @returns Undefined when the signal aborted.
 * @see van der Maaten and Hinton 2008, equations 1 and 2; van der Maaten 2014 for the neighbours.
 */
export async function affinitiesOf(
  memory: NeighbourMemory,
  perplexity: number,
  signal?: AbortSignal,
): Promise<Affinities | undefined> {
  const { workspace, layout, nNeighbourShards } = memory;
  memory.entropy[0] = log(perplexity);
  for (let shard = 0; shard < nNeighbourShards; shard += shardsAtOnce) {
    await new Promise(setImmediate);
    if (signal?.aborted === true) return undefined;
    const nShards = Math.min(shardsAtOnce, nNeighbourShards - shard);
    workspace.team.run('neighbours', nShards, layout, shard);
    workspace.team.run('calibrate', nShards, layout, shard);
  }
  return symmetrise(memory.nRows, memory.k, memory.neighbours, memory.conditionals);
}

/** One row's neighbours with their probabilities, columns ascending. */
interface SparseRows {
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/**
 * (P + P^T) / 2n for conditional probabilities P.
 * @param neighbours int32 (nRows, k), in any order, none twice in a row.
 * @param conditionals float64 (nRows, k).
 */
export function symmetrise(
  nRows: number,
  k: number,
  neighbours: Int32Array,
  conditionals: Float64Array,
): Affinities {
  const starts = Int32Array.from({ length: nRows + 1 }, (_, row) => row * k);
  // Transposing sorts the columns; transposing twice sorts the rows of the matrix itself.
  const transposed = transpose(nRows, { starts, columns: neighbours, values: conditionals });
  const sorted = transpose(nRows, transposed);
  return merge(nRows, sorted, transposed);
}

function transpose(nRows: number, { starts, columns, values }: SparseRows): SparseRows {
  const next = new Int32Array(nRows + 1);
  for (const column of columns) next[column + 1]! += 1;
  for (let row = 0; row < nRows; row++) next[row + 1]! += next[row]!;
  const result = {
    starts: next.slice(),
    columns: new Int32Array(columns.length),
    values: new Float64Array(values.length),
  };
  for (let row = 0; row < nRows; row++) {
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++) {
      const to = next[columns[entry]!]!++;
      result.columns[to] = row;
      result.values[to] = values[entry]!;
    }
  }
  return result;
}

/** The sum of two matrices over 2n; both with ascending columns. */
function merge(nRows: number, a: SparseRows, b: SparseRows): Affinities {
  const starts = new Int32Array(nRows + 1);
  const columns = new Int32Array(a.columns.length + b.columns.length);
  const values = new Float64Array(columns.length);
  let end = 0;
  for (let row = 0; row < nRows; row++) {
    let [i, j] = [a.starts[row]!, b.starts[row]!];
    const [iEnd, jEnd] = [a.starts[row + 1]!, b.starts[row + 1]!];
    while (i < iEnd || j < jEnd) {
      const left = i < iEnd ? a.columns[i]! : nRows;
      const right = j < jEnd ? b.columns[j]! : nRows;
      columns[end] = Math.min(left, right);
      let value = 0;
      if (left <= right) value += a.values[i++]!;
      if (right <= left) value += b.values[j++]!;
      values[end++] = value / (2 * nRows);
    }
    starts[row + 1] = end;
  }
  return { nRows, starts, columns: columns.slice(0, end), values: values.slice(0, end) };
}
