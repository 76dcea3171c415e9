import { fail, ok, type Result } from '../../core/result.js';
import { judgeMap } from '../../numerics/tsne/judge-map.js';
import type { TsneMap, TsneOptions } from '../../numerics/tsne/tsne.js';
import { tsneTrouble } from '../../numerics/tsne/tsne.js';
import { gatherRows, nonFiniteIn, type VectorRows } from '../../numerics/vector-rows.js';
import { loadTsneJs } from './find-tsne-js.js';
import { tsneFailure } from './tsne-failure.js';

/** It holds eight arrays of n by n numbers, and takes about a tenth of a second an iteration here: minutes for one map. */
export const mostTsneJsRows = 1000;

/**
 * A map by tsne-js, judged by our measures. It starts at random, by Math.random: no seed, no two maps alike. It exaggerates for 100
 * iterations, and ends before all are done when it makes no progress.
 * @returns Also failures `engine-unavailable` and, above 1,000 rows, `unsuitable-parameter`.
 */
export async function embedByTsneJs(
  source: VectorRows,
  rows: readonly number[],
  options: TsneOptions,
  file: string,
): Promise<Result<TsneMap>> {
  const library = loadTsneJs();
  if (!library.ok) return library;
  if (rows.length > mostTsneJsRows) {
    return fail({
      reason: 'unsuitable-parameter',
      parameter: 'engine',
      found: `tsne-js for ${rows.length} vectors`,
      expected: `at most ${mostTsneJsRows} vectors with tsne-js, which holds eight arrays of n by n numbers`,
      remedy: 'take `engine: wasm`, the default',
    });
  }
  const trouble = tsneTrouble(source, rows, options);
  if (trouble !== undefined) return fail(tsneFailure(trouble, file));
  const { nColumns } = source;
  const values = new Float32Array(rows.length * nColumns);
  await gatherRows(source, rows, values, nColumns);
  const broken = nonFiniteIn(values, nColumns, rows);
  if (broken !== undefined) return fail(tsneFailure(broken, file));
  if (options.signal?.aborted === true) return fail({ reason: 'cancelled' });

  const automatic = Math.max(rows.length / 12, 200);
  const learningRate = options.learningRate === 'auto' ? automatic : options.learningRate;
  const model = new library.value({
    dim: 2,
    perplexity: options.perplexity,
    earlyExaggeration: options.exaggeration,
    // Its gradient has the factor 4.
    learningRate: learningRate / 4,
    nIter: options.iterations,
    metric: 'euclidean',
  });
  const rowOf = (i: number) => [...values.subarray(i * nColumns, (i + 1) * nColumns)];
  model.init({ data: rows.map((_, i) => rowOf(i)), type: 'dense' });
  model.on('progressIter', ([iteration]) => options.onProgress?.(iteration + 1, undefined));
  model.run();
  const points = Float32Array.from(model.getOutput().flat());
  if (!points.every(Number.isFinite))
    return fail(tsneFailure({ problem: 'diverged', iteration: options.iterations, extent: NaN }, file));
  const quality = await judgeMap(source, rows, points, options);
  if (quality === undefined) return fail({ reason: 'cancelled' });
  options.onProgress?.(options.iterations, quality.divergence);
  return ok({ points, learningRate, gradient: 'exact', ...quality });
}
