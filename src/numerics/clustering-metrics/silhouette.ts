import { bindKernels, bytesOfArrays, compileKernels, memoryLimitBytes } from '../wasm-kernels.js';
import { canBeCompared, type Partition, type Points } from './partition.js';

interface Kernels {
  heapBase(): number;
  distanceRows(rows: number, stride: number, from: number, to: number, nRows: number, out: number): void;
}

/** Rows whose distances are computed at a time. */
const blockRows = 64;

const padded = (count: number, multiple: number): number => multiple * Math.ceil(count / multiple);

function sizesFor(nRows: number, nColumns: number): [rows: number, block: number] {
  return [padded(nRows, 4) * padded(nColumns, 2) * 8, blockRows * padded(nRows, 4) * 8];
}

/** Whether the silhouettes of so many rows fit into one WebAssembly memory. */
export function silhouettesFit(nRows: number, nColumns: number): boolean {
  return bytesOfArrays(sizesFor(nRows, nColumns)) <= memoryLimitBytes;
}

/**
 * Mean silhouette coefficient of several partitions of the same rows: (b - a) / max(a, b), a the mean distance of a row from
 * the others of its group, b from the rows of the nearest other group; 0 for a row that is alone in its group. The distances,
 * which take nearly all of the time, are computed once for all partitions, each pair once.
 * @param points Finite values; every pair is compared, so the time grows with the square of the rows.
 * @returns For each partition a number in [-1, 1], NaN for one group, or groups of one row only; undefined when the signal aborted.
 * @see Rousseeuw 1987, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis".
 */
export async function silhouettes(
  points: Points,
  partitions: readonly Partition[],
  signal?: AbortSignal,
): Promise<number[] | undefined> {
  const { values, nRows, nColumns } = points;
  const bound = bindKernels<Kernels>(compileKernels('clustering-metrics'), sizesFor(nRows, nColumns));
  const [rowsAt = 0, blockAt = 0] = bound.addresses;
  const [rows, block] = [bound.float64(0), bound.float64(1)];
  const width = padded(nColumns, 2);
  for (let i = 0; i < nRows; i++) {
    rows.set(values.subarray(i * nColumns, (i + 1) * nColumns), i * width);
  }
  const nPadded = padded(nRows, 4);
  const sums = partitions.map(({ sizes }) => new Float64Array(nRows * sizes.length));
  for (let from = 0; from < nRows; from += blockRows) {
    await new Promise(setImmediate);
    if (signal?.aborted === true) return undefined;
    const to = Math.min(from + blockRows, nPadded);
    bound.kernels.distanceRows(rowsAt, width * 8, from, to, nPadded, blockAt);
    partitions.forEach((partition, p) =>
      addDistances(sums[p]!, partition, block, { from, to: Math.min(to, nRows), nPadded }),
    );
  }
  return partitions.map((partition, p) => meanSilhouette(partition, sums[p]!));
}

/** Adds each pair's distance to the sums of both rows; `sums` is (nRows, groups). */
function addDistances(
  sums: Float64Array,
  { of, sizes }: Partition,
  block: Float64Array,
  { from, to, nPadded }: { from: number; to: number; nPadded: number },
): void {
  const nGroups = sizes.length;
  for (let i = from; i < to; i++) {
    for (let j = i + 1; j < of.length; j++) {
      const distance = block[(i - from) * nPadded + j]!;
      sums[i * nGroups + of[j]!]! += distance;
      sums[j * nGroups + of[i]!]! += distance;
    }
  }
}

function meanSilhouette(partition: Partition, sums: Float64Array): number {
  if (!canBeCompared(partition)) return NaN;
  const { of, sizes } = partition;
  const nGroups = sizes.length;
  let total = 0;
  for (let i = 0; i < of.length; i++) {
    const own = of[i]!;
    if (sizes[own] === 1) continue;
    const a = sums[i * nGroups + own]! / (sizes[own]! - 1);
    let b = Infinity;
    for (let group = 0; group < nGroups; group++) {
      if (group !== own) b = Math.min(b, sums[i * nGroups + group]! / sizes[group]!);
    }
    const larger = Math.max(a, b);
    // Rows that all coincide are neither near nor far.
    if (larger > 0) total += (b - a) / larger;
  }
  return total / of.length;
}
