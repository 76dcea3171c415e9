import { layoutWord, type KmeansMemory } from './memory.js';

/** One descent from one start: its arrays in WebAssembly memory, and how far it has come. */
export interface Run {
  /** Address of the RunLayout. */
  readonly layout: number;
  readonly k: number;
  /** float64 (k, columns). */
  readonly centres: Float64Array;
  /** int32 (nRows). */
  readonly labels: Int32Array;
  readonly totals: Float64Array;
  readonly totalCounts: Int32Array;
  readonly squaredShift: Float64Array;
  readonly changes: Int32Array;
  readonly inertias: Float64Array;
  iterations: number;
  /** False when it was stopped at the most iterations. */
  converged: boolean;
}

/** Bytes of memory that a run takes, starting included. */
export function runBytes(nRows: number, columns: number, nShards: number, k: number): number {
  const trials = 4 * nRows * (4 + 32 - Math.clz32(k));
  return 12 * nRows + trials + 8 * (nShards + 3) * k * columns + 64 * 20 + 40 * k;
}

/** Takes places for a run with no labels and no sums yet; its centres are the caller's to write. */
export function createRun(problem: KmeansMemory, k: number, isAnew: boolean): Run {
  const { arena, nRows, columns, words } = problem;
  const nShards = Math.ceil(nRows / words[layoutWord.rowsPerShard]!);
  const words32 = arena.int32(20);
  const centres = arena.float64(k * columns).fill(0);
  const shifted = arena.float32(k * columns);
  const [offsets, slacks, offsetSlacks] = [arena.float32(k), arena.float32(k), arena.float32(k)];
  const shifts = arena.float32(k).fill(0);
  const squaredShift = arena.float64(1);
  const labels = arena.int32(nRows).fill(-1);
  const [uppers, lowers] = [arena.float32(nRows), arena.float32(nRows)];
  const sums = arena.float64(nShards * k * columns).fill(0);
  const counts = arena.int32(nShards * k).fill(0);
  const totals = arena.float64(k * columns);
  const totalCounts = arena.int32(k);
  const changes = arena.int32(nShards);
  const inertias = arena.float64(nShards);
  const arrays = [
    ...[centres, shifted, offsets, slacks, offsetSlacks, shifts, squaredShift],
    ...[labels, uppers, lowers, sums, counts, totals, totalCounts, changes, inertias],
  ];
  words32.set([k, isAnew ? 1 : 0, ...arrays.map((array) => array.byteOffset | 0)]);
  return {
    ...{
      layout: words32.byteOffset,
      k,
      centres,
      labels,
      totals,
      totalCounts,
      squaredShift,
      changes,
      inertias,
    },
    ...{ iterations: 0, converged: false },
  };
}

/** Says which runs the kernels work on next; `arena` must have kept room for their addresses. */
export function activate({ words }: KmeansMemory, table: Int32Array, runs: readonly Run[]): void {
  table.set(runs.map((run) => run.layout | 0));
  words[layoutWord.active] = table.byteOffset;
  words[layoutWord.nActive] = runs.length;
}

/** Copies `k` rows of `nColumns` values into a run's padded centres. */
export function setCentres({ columns, nColumns }: KmeansMemory, run: Run, values: ArrayLike<number>): void {
  for (let c = 0; c < run.k; c++) {
    for (let j = 0; j < nColumns; j++) run.centres[c * columns + j] = values[c * nColumns + j]!;
  }
}

/** The centres without padding, float64 (k, nColumns). */
export function getCentres({ columns, nColumns }: KmeansMemory, run: Run): Float64Array {
  const values = new Float64Array(run.k * nColumns);
  for (let c = 0; c < run.k; c++)
    values.set(run.centres.subarray(c * columns, c * columns + nColumns), c * nColumns);
  return values;
}
