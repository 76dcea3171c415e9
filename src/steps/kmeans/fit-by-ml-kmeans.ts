import type { kmeans as MlKmeans } from 'ml-kmeans';
import { generator } from '../../numerics/generator.js';
import type { fitMany, KmeansFit } from '../../numerics/kmeans/kmeans.js';
import { predict } from '../../numerics/kmeans/predict.js';
import type { KmeansOutcome } from '../../numerics/kmeans/trouble.js';

type Arguments = Parameters<typeof fitMany>;
type Settings = Omit<Arguments[1], 'ks'>;

/** Numbers to fit at most: two float64 copies of more would not fit into the memory of a usual process. */
const mostNumbers = 50_000_000;

/**
 * k-means by the library ml-kmeans, as `fitMany` is by ours. Labels and distances of all rows are by its centres, rounded to float32,
 * and so is the inertia, as with our own.
 */
export async function fitByMlKmeans(
  library: typeof MlKmeans,
  vectors: Arguments[0],
  { ks, ...settings }: Arguments[1],
): ReturnType<typeof fitMany> {
  const { nColumns } = vectors;
  const fitRows = settings.fitRows ?? Int32Array.from({ length: vectors.nRows }, (_, i) => i);
  const nRows = fitRows.length;
  const refuse = (k: number): KmeansOutcome<never> | undefined => {
    if (nRows === 0 || nColumns === 0) return { ok: false, trouble: { problem: 'no-vectors' } };
    if (k > nRows) return { ok: false, trouble: { problem: 'more-clusters-than-vectors', k, nRows } };
    if (nRows * nColumns <= mostNumbers) return undefined;
    return {
      ok: false,
      trouble: { problem: 'too-many-numbers', numbers: nRows * nColumns, most: mostNumbers },
    };
  };
  const outcomes: KmeansOutcome<KmeansFit>[] = [];
  let restarts = 0;
  const onRestart = (): void => settings.onRestart?.(++restarts);
  let rows: number[][] | undefined;
  for (const k of ks) {
    const refused = refuse(k);
    if (refused !== undefined) outcomes.push(refused);
    else {
      rows ??= await readRows(vectors, fitRows);
      outcomes.push(await fitOne(library, rows, { ...settings, onRestart, k, vectors, fitRows }));
    }
  }
  return outcomes;
}

async function readRows(vectors: Arguments[0], fitRows: ArrayLike<number>): Promise<number[][]> {
  const values = new Float32Array(vectors.nColumns);
  const rows: number[][] = [];
  for (const row of Array.from(fitRows)) {
    await vectors.read(row, values);
    rows.push(Array.from(values));
  }
  return rows;
}

interface Fitting extends Settings {
  readonly k: number;
  readonly vectors: Arguments[0];
  readonly fitRows: ArrayLike<number>;
  readonly onRestart: () => void;
}

async function fitOne(
  library: typeof MlKmeans,
  rows: number[][],
  fitting: Fitting,
): Promise<KmeansOutcome<KmeansFit>> {
  // Also says where a value is not finite, before the library would go wrong over it.
  const all = await predict(fitting.vectors, new Float32Array(fitting.vectors.nColumns), fitting);
  const refused = refusal(all);
  if (refused !== undefined) return refused;
  const { k, seed, maxIterations, nInit } = fitting;
  const tolerance = fitting.tolerance * meanVariance(rows, fitting.vectors.nColumns);
  let best: KmeansOutcome<KmeansFit> | undefined;
  for (let restart = 0; restart < nInit; restart++) {
    await new Promise(setImmediate);
    const result = library(rows, k, {
      seed: generator(seed, 'kmeans', 'ml-kmeans', k, restart).uint32(),
      ...{ initialization: 'kmeans++', maxIterations, tolerance },
    });
    const fit = await publish(result, restart, fitting);
    if (!fit.ok) return fit;
    if (!best?.ok || fit.value.inertia < best.value.inertia) best = fit;
    fitting.onRestart();
  }
  return best ?? { ok: false, trouble: { problem: 'cancelled' } };
}

async function publish(
  result: ReturnType<typeof MlKmeans>,
  restart: number,
  fitting: Fitting,
): Promise<KmeansOutcome<KmeansFit>> {
  const centres = Float32Array.from(result.centroids.flat());
  const prediction = await predict(fitting.vectors, centres, fitting);
  if (prediction === undefined || 'problem' in prediction)
    return refusal(prediction) ?? { ok: false, trouble: { problem: 'cancelled' } };
  let inertia = 0;
  for (const row of Array.from(fitting.fitRows)) inertia += prediction.squared[row] ?? 0;
  const { iterations, converged } = result;
  return {
    ok: true,
    value: {
      ...prediction,
      k: fitting.k,
      centres,
      inertia,
      iterations,
      converged,
      restart,
      regrouped: false,
    },
  };
}

function refusal(prediction: Awaited<ReturnType<typeof predict>>): KmeansOutcome<never> | undefined {
  if (prediction === undefined) return { ok: false, trouble: { problem: 'cancelled' } };
  return 'problem' in prediction ? { ok: false, trouble: prediction } : undefined;
}

/** Mean over the columns of their variances. */
function meanVariance(rows: readonly (readonly number[])[], nColumns: number): number {
  let total = 0;
  for (let j = 0; j < nColumns; j++) {
    let mean = 0;
    for (const row of rows) mean += (row[j] ?? NaN) / rows.length;
    for (const row of rows) total += ((row[j] ?? NaN) - mean) * ((row[j] ?? NaN) - mean);
  }
  return total / rows.length / nColumns;
}
