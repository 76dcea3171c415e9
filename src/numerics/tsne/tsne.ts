import { nonFiniteIn, type VectorRows } from '../vector-rows.js';
import { generator } from '../generator.js';
import { memoryLimitBytes } from '../wasm-kernels.js';
import { affinitiesOf, neighbourCount } from './affinities.js';
import { descend, type GradientMethod } from './descent.js';
import { exactDivergence } from './divergence.js';
import { mapBytes, mapMemory } from './map-memory.js';
import { neighbourBytes, neighbourMemory, type NeighbourMemory } from './neighbour-memory.js';
import { principalPlane } from './principal-axes.js';
import type { TsneOutcome, TsneTrouble } from './trouble.js';
import { trustworthiness, type Trustworthiness } from './trustworthiness.js';
import { mapWorkspace } from './map-workspace.js';
import type { Workspace } from '../threads/workspace.js';

export interface TsneOptions {
  /** Which rows to embed, in order; all when absent. */
  readonly rows?: ArrayLike<number>;
  /** Above 1, at most n - 2 for n rows; above a third of the n - 1 others all of these are neighbours. */
  readonly perplexity: number;
  readonly iterations: number;
  /** Factor on the affinities in the first 250 iterations. */
  readonly exaggeration: number;
  /** For the gradient without its factor 4; `auto` is max(n / 12, 200), at any exaggeration. */
  readonly learningRate: 'auto' | number;
  readonly initialisation: 'pca' | 'random';
  readonly seed: number;
  /** The result does not depend on it. */
  readonly threads: number;
  readonly signal?: AbortSignal;
  /** After every tenth iteration; with the divergence (of the affinities without exaggeration) after every fiftieth. */
  onProgress?(done: number, divergence: number | undefined): void;
}

export interface TsneMap {
  /** float32 (number of embedded rows, 2), in the order of `rows`, centred. */
  readonly points: Float32Array;
  /** Kullback-Leibler divergence in nats, exact over all pairs. */
  readonly divergence: number;
  /** That of the points where they began: a map that is not below it tells nothing. Absent where it is not known. */
  readonly startDivergence?: number;
  /** What `auto` came to. */
  readonly learningRate: number;
  /** Whether the repulsion was the sum over all pairs, or interpolated on a grid. */
  readonly gradient: GradientMethod;
  readonly trustworthiness: Trustworthiness;
}

const leastRows = 5;
const mostExactRows = 2000;
const startDeviation = 1e-4;

/**
 * t-SNE in two dimensions with the exact gradient: time grows with the square of the number of rows.
 *
 * With `pca` the seed only matters where the vectors spread along fewer than two axes.
 * @returns The map, or why there is none: fewer than 5 rows, a perplexity above n - 2, a
 * value that is not finite in a row to embed, more than 4 GiB, points that fly apart, or cancelled.
 * @see van der Maaten and Hinton 2008; scikit-learn's `TSNE`, from whose defaults it departs in that it always does all
 * iterations, takes floor(3 perplexity) neighbours, or all n - 1 others, instead of one more, and approximates nothing.
 */
export async function tsne(source: VectorRows, options: TsneOptions): Promise<TsneOutcome<TsneMap>> {
  const rows = options.rows ?? Int32Array.from({ length: source.nRows }, (_, i) => i);
  const trouble = tsneTrouble(source, rows, options);
  if (trouble !== undefined) return { ok: false, trouble };

  const workspace = mapWorkspace(options.threads, rows.length);
  try {
    return await embed(workspace, source, rows, options);
  } finally {
    await workspace.team.stop();
  }
}

async function embed(
  workspace: Workspace,
  source: VectorRows,
  rows: ArrayLike<number>,
  options: TsneOptions,
): Promise<TsneOutcome<TsneMap>> {
  const k = neighbourCount(options.perplexity, rows.length);
  const neighbours = await neighbourMemory(workspace, source, rows, k);
  if (!neighbours.isFinite) {
    const trouble = nonFiniteIn(neighbours.rows, neighbours.stride, rows);
    if (trouble !== undefined) return { ok: false, trouble };
  }
  const affinities = await affinitiesOf(neighbours, options.perplexity, options.signal);
  if (affinities === undefined) return { ok: false, trouble: { problem: 'cancelled' } };
  const start = startingPoints(neighbours, options);
  // From here on the vectors' memory is the map's.
  const memory = mapMemory(affinities, workspace);
  memory.points.set(start);
  const learningRate =
    options.learningRate === 'auto' ? Math.max(rows.length / 12, 200) : options.learningRate;
  const gradient = gradientFor(rows.length);
  const done = await descend(memory, { ...options, learningRate, gradient });
  if (done.state === 'cancelled') return { ok: false, trouble: { problem: 'cancelled' } };
  if (done.state === 'diverged') {
    const { iteration, extent } = done;
    return { ok: false, trouble: { problem: 'diverged', iteration, extent } };
  }
  const points = Float32Array.from(memory.points);
  memory.points.set(points);
  const divergence = exactDivergence(memory);
  options.onProgress?.(options.iterations, divergence);
  const trust = await trustworthiness(workspace, source, rows, points);
  const { startDivergence } = done;
  const map = { points, divergence, startDivergence, learningRate, gradient, trustworthiness: trust };
  return { ok: true, value: map };
}

/** By the number of rows alone: where the interpolation, whose time hardly grows with it, has become the faster. */
export function gradientFor(nRows: number): GradientMethod {
  return nRows > mostExactRows ? 'interpolated' : 'exact';
}

/** Why these vectors cannot be embedded, as far as their number and size tell. */
export function tsneTrouble(
  source: VectorRows,
  rows: ArrayLike<number>,
  { perplexity, threads }: Pick<TsneOptions, 'perplexity' | 'threads'>,
): TsneTrouble | undefined {
  const nRows = rows.length;
  if (nRows < leastRows) return { problem: 'too-few-vectors', nRows, least: leastRows };
  // A row's Gaussian over all n - 1 others has at most that perplexity, and only when it is infinitely wide.
  const greatest = nRows - 2;
  if (perplexity > greatest) return { problem: 'perplexity-too-large', perplexity, nRows, greatest };
  const k = neighbourCount(perplexity, nRows);
  const bytes = Math.max(neighbourBytes(nRows, source.nColumns, k, threads), mapBytes(nRows, k));
  if (bytes > memoryLimitBytes) return { problem: 'too-large', bytes, limit: memoryLimitBytes };
  return undefined;
}

/** float64 (nRows, 2): the principal scores scaled to a deviation of 1e-4 along the first axis, or random normals of it. */
function startingPoints(memory: NeighbourMemory, { initialisation, seed }: TsneOptions): Float64Array {
  const { nRows } = memory;
  const stream = generator(seed, 'tsne', 'start');
  const points = Float64Array.from({ length: 2 * nRows }, () => startDeviation * stream.normal());
  if (initialisation === 'random') return points;
  const { scores, strengths } = principalPlane(memory);
  const deviation = Math.sqrt(strengths[0] / nRows);
  for (const axis of [0, 1] as const) {
    // An axis without spread would hold all points on a line for good: there the random start stays.
    if (strengths[axis] <= 1e-20 * strengths[0]) continue;
    for (let i = 0; i < nRows; i++)
      points[2 * i + axis] = (scores[2 * i + axis]! / deviation) * startDeviation;
  }
  return points;
}
