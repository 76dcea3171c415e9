import { memoryLimitBytes } from '../wasm-kernels.js';
import { nonFiniteIn, type VectorRows } from '../vector-rows.js';
import { covarianceBytes, covarianceOf } from './covariance.js';
import { leadingEigenvectors, reductionBytes } from './leading-eigenvectors.js';
import { gramComponents, gramOrder } from './gram.js';
import { randomisedComponents, searchBytes, type FoundComponents } from './randomised.js';
import {
  basisOf,
  componentWorkspace,
  meansOf,
  rowBytes,
  rowsMemory,
  scoreBytes,
  scoresOn,
  type RowsMemory,
} from './rows-memory.js';
import type { PcaOutcome, PcaTrouble } from './trouble.js';

export interface PcaOptions {
  readonly components: number;
  /** Which rows to fit, in order; all when absent. All rows are projected. */
  readonly fitRows?: ArrayLike<number>;
  /** Of the randomised method; the other takes no random numbers. */
  readonly seed: number;
  /** The result does not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
}

/** By the products of the columns, or of the rows, both exact; or by random projections. */
export type PcaMethod = 'covariance' | 'gram' | 'randomised';

export interface PcaFit {
  readonly method: PcaMethod;
  /** False where the randomised method ended before a component was within its error: it may be any axis near those of its value. */
  readonly isSettled: boolean;
  /** float64 (nColumns): of the fitted rows. */
  readonly mean: Float64Array;
  /** float64 (components, nColumns): orthonormal rows, in the order of their variance. */
  readonly components: Float64Array;
  /** float64 (components): variance along each, with n - 1. */
  readonly explainedVariance: Float64Array;
  /** Of all columns together. */
  readonly totalVariance: number;
  /** float32 (nRows, components): every row of the source less the mean, along each. */
  readonly scores: Float32Array;
}

/** Up to so many rows or columns their products with each other are made; beyond, in both, components come from random projections. */
export const mostExact = 4096;
/** Up to so many columns it is theirs, whatever the number of rows. */
const fewColumns = 2048;
const leastRows = 2;

/**
 * Principal components of vectors. A component points so that its loading of largest size (the first among equals) is positive, as
 * in scikit-learn. Where vectors spread along fewer axes than asked for, the rest are any axes orthogonal to those, with variance 0.
 * @returns The fit, or why there is none: fewer than 2 rows to fit, more components than rows or columns, a value that is not
 * finite in any row, more than 4 GiB, or cancelled.
 * @see scikit-learn's `PCA`: `svd_solver='full'` to rounding where rows or columns are at most 4,096; beyond, where a component's
 * variance is 1% above the next, to 1e-5, unless `isSettled` is false.
 */
export async function pca(source: VectorRows, options: PcaOptions): Promise<PcaOutcome<PcaFit>> {
  const everyRow = Int32Array.from({ length: source.nRows }, (_, row) => row);
  const fitRows = options.fitRows ?? everyRow;
  const trouble = troubleOf(source, fitRows.length, options);
  if (trouble !== undefined) return { ok: false, trouble };
  const workspace = componentWorkspace(options.threads, source.nRows * source.nColumns);
  try {
    const order = fitFirst(fitRows, source.nRows);
    const memory = await rowsMemory(workspace, source, order);
    const broken = nonFiniteIn(memory.values, memory.stride, order);
    if (broken !== undefined) return { ok: false, trouble: broken };
    const fit = await fitTo(memory, fitRows.length, options);
    if (fit === undefined) return { ok: false, trouble: { problem: 'cancelled' } };
    return { ok: true, value: { ...fit, scores: scoresOf(memory, fit, order) } };
  } finally {
    await workspace.team.stop();
  }
}

/**
 * Other rows less the mean of those that were fitted, along the components: to the same bits as the fit's own scores.
 * @returns float32 (nRows, components).
 */
export async function project(
  source: VectorRows,
  fit: Pick<PcaFit, 'mean' | 'components'>,
  threads = 1,
): Promise<Float32Array> {
  const workspace = componentWorkspace(threads, source.nRows * source.nColumns);
  try {
    const order = Int32Array.from({ length: source.nRows }, (_, row) => row);
    return scoresOf(await rowsMemory(workspace, source, order), fit, order);
  } finally {
    await workspace.team.stop();
  }
}

function troubleOf(
  { nRows, nColumns }: VectorRows,
  nFit: number,
  { components, threads }: PcaOptions,
): PcaTrouble | undefined {
  if (nFit < leastRows) return { problem: 'too-few-vectors', nRows: nFit, least: leastRows };
  if (components > Math.min(nFit, nColumns))
    return { problem: 'too-many-components', components, nRows: nFit, nColumns };
  const stride = 4 * Math.ceil(nColumns / 4);
  const method = methodFor(nFit, nColumns);
  const order = method === 'gram' ? gramOrder(nFit) : stride;
  const work =
    method === 'randomised'
      ? [
          ...scoreBytes(nRows, stride, components + 16),
          8 * stride * (components + 16),
          ...searchBytes(components),
        ]
      : [...covarianceBytes(order), ...reductionBytes(order, components)];
  const scores = scoreBytes(nRows, stride, components);
  const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
  const bytes = rowBytes(nRows, nColumns) + Math.max(sum(work), sum(scores)) + threads * 65536;
  return bytes > memoryLimitBytes ? { problem: 'too-large', bytes, limit: memoryLimitBytes } : undefined;
}

/** By the numbers of rows to fit and of columns alone. */
export function methodFor(nFit: number, nColumns: number): PcaMethod {
  if (nColumns <= fewColumns) return 'covariance';
  if (Math.min(nFit, nColumns) > mostExact) return 'randomised';
  return nFit < nColumns ? 'gram' : 'covariance';
}

/** The rows to fit in their order, then all others. */
function fitFirst(fitRows: ArrayLike<number>, nRows: number): Int32Array {
  const isFit = new Uint8Array(nRows);
  const order = new Int32Array(Math.max(nRows, fitRows.length));
  for (let i = 0; i < fitRows.length; i++) {
    isFit[fitRows[i]!] = 1;
    order[i] = fitRows[i]!;
  }
  let end = fitRows.length;
  for (let row = 0; row < nRows; row++) if (isFit[row] === 0) order[end++] = row;
  return order;
}

type Fit = Omit<PcaFit, 'scores'>;

async function fitTo(memory: RowsMemory, nFit: number, options: PcaOptions): Promise<Fit | undefined> {
  const means = meansOf(memory, nFit);
  const { nColumns, stride } = memory;
  const k = options.components;
  const method = methodFor(nFit, nColumns);
  const found = await finders[method](memory, nFit, means, options);
  if (found === undefined) return undefined;
  const components = new Float64Array(k * nColumns);
  for (let i = 0; i < k; i++) {
    const own = found.vectors.subarray(i * stride, i * stride + nColumns);
    const sign = signOf(own);
    for (let j = 0; j < nColumns; j++) components[i * nColumns + j] = sign * own[j]!;
  }
  return {
    method,
    isSettled: found.isSettled,
    mean: means.slice(0, nColumns),
    components,
    explainedVariance: found.values.map((value) => Math.max(0, value) / (nFit - 1)),
    totalVariance: found.trace / (nFit - 1),
  };
}

async function byCovariance(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  { components, signal }: PcaOptions,
): Promise<FoundComponents | undefined> {
  const matrix = await covarianceOf(memory, nFit, means, signal);
  if (matrix === undefined) return undefined;
  let trace = 0;
  for (let j = 0; j < matrix.order; j++) trace += matrix.values[j * matrix.order + j]!;
  return { ...leadingEigenvectors(memory.workspace, matrix, components, matrix.end), trace, isSettled: true };
}

const finders = {
  covariance: byCovariance,
  gram: gramComponents,
  randomised: randomisedComponents,
} as const;

function signOf(vector: Float64Array): 1 | -1 {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? -1 : 1;
}

/** @param order Which row of the source each row in memory is. */
function scoresOf(
  memory: RowsMemory,
  { components, mean }: Pick<PcaFit, 'mean' | 'components'>,
  order: Int32Array,
): Float32Array {
  const { nRows, nColumns, stride, end } = memory;
  const k = components.length / nColumns;
  const means = new Float64Array(stride);
  means.set(mean);
  const basis = basisOf(components, k, nColumns, stride);
  const { scores } = scoresOn(memory, nRows, means, basis, end);
  const width = 4 * basis.nPanels;
  const result = new Float32Array(nRows * k);
  order.forEach((row, i) => result.set(scores.subarray(i * width, i * width + k), row * k));
  return result;
}
