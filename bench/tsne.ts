// t-SNE in 750 iterations: skysort beside openTSNE, scikit-learn and tsne-js on the same vectors, taking turns; then how ours grows. The
// divergences of all maps are computed by one code, over all pairs, from the exact affinities of perplexity 30.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy, writeNpy } from '../src/formats/npy.js';
import { pca } from '../src/numerics/pca/pca.js';
import { judgeMap } from '../src/numerics/tsne/judge-map.js';
import { rowsInMemory } from '../src/numerics/vector-rows.js';
import { nThreads, turnOf, writeBlobs, type Turn } from './embedding-turns.js';
import { median, tell } from './timing.js';

interface Job {
  readonly nRows: number;
  readonly nColumns: number;
  readonly rounds: number;
  readonly contestants: readonly string[];
}

const rounds = Number(process.env['SKYSORT_BENCH_ROUNDS'] ?? 3);
const jobs: readonly Job[] = [
  { nRows: 500, nColumns: 50, rounds, contestants: ['skysort', 'openTSNE', 'scikit-learn', 'tsne-js'] },
  { nRows: 3152, nColumns: 1024, rounds, contestants: ['skysort', 'openTSNE', 'scikit-learn'] },
  // scikit-learn takes minutes here; SKYSORT_BENCH_ROUNDS does not count.
  { nRows: 40_000, nColumns: 50, rounds: 1, contestants: ['skysort', 'openTSNE'] },
];
const growth = [5000, 10_000, 20_000, 40_000, 80_000];

export async function tsne(): Promise<void> {
  tell(`tsne: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${nThreads} cores`);
  const folder = await mkdtemp(join(tmpdir(), 'skysort-bench-'));
  try {
    for (const job of jobs) await compare(job, folder);
    tell('\ngrowth of ours, 750 iterations: rows x columns, seconds, peak MiB, trustworthiness');
    for (const nRows of growth) grow(await writeBlobs(folder, nRows, 50), nRows, 50, folder);
    grow(await writeBlobs(folder, 40_000, 1024), 40_000, 1024, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
  tell(
    `tsne: load of the machine at the end ${loadavg()
      .map((value) => value.toFixed(1))
      .join(', ')}`,
  );
}

function grow(file: string, nRows: number, nColumns: number, folder: string): void {
  const turn = turnOf('skysort', 'tsne', file, join(folder, 'map.npy'));
  if (turn === undefined) return;
  const shape = `${nRows} x ${nColumns}`.padEnd(14);
  tell(
    `  ${shape}${turn.seconds.toFixed(2).padStart(8)}${String(turn.rss).padStart(8)}  ${turn.value?.toFixed(4) ?? ''}`,
  );
}

async function vectorsOf(job: Job, folder: string): Promise<string> {
  if (job.nRows < 40_000) return writeBlobs(folder, job.nRows, job.nColumns);
  // As in the published run: long vectors, reduced.
  const long = await readNpy(await writeBlobs(folder, job.nRows, 1024));
  if (!long.ok) throw new Error(JSON.stringify(long.failure));
  const vectors = { values: long.value.values as Float32Array, nRows: job.nRows, nColumns: 1024 };
  const reduced = await pca(rowsInMemory(vectors), { components: job.nColumns, seed: 0, threads: nThreads });
  if (!reduced.ok) throw new Error(JSON.stringify(reduced.trouble));
  const file = join(folder, 'reduced.npy');
  await writeNpy(file, { shape: [job.nRows, job.nColumns], values: reduced.value.scores });
  return file;
}

async function compare(job: Job, folder: string): Promise<void> {
  const file = await vectorsOf(job, folder);
  const turns = new Map<string, Turn[]>();
  for (let round = 0; round < job.rounds; round++) {
    for (const name of job.contestants) {
      const turn = turnOf(name, 'tsne', file, join(folder, `${name}.npy`));
      if (turn !== undefined) turns.set(name, [...(turns.get(name) ?? []), turn]);
    }
  }
  const shape = `${job.nRows} x ${job.nColumns}`;
  tell(`\n${shape}: seconds, median of ${job.rounds}; divergence, trustworthiness; peer/ours of both`);
  const mine = median((turns.get('skysort') ?? []).map(({ seconds }) => seconds));
  let divergence = NaN;
  for (const [name, all] of turns) {
    const quality = await qualityOf(file, join(folder, `${name}.npy`), job);
    if (name === 'skysort') divergence = quality.divergence;
    const seconds = median(all.map((turn) => turn.seconds));
    const figures = `${seconds.toFixed(2).padStart(8)}  ${quality.divergence.toFixed(4)}  ${quality.trust.toFixed(4)}`;
    const ratios = `${(seconds / mine).toFixed(2)}  ${(quality.divergence / divergence).toFixed(4)}`;
    tell(`  ${(all[0]?.library ?? name).padEnd(22)}${figures}   ${name === 'skysort' ? '' : ratios}`);
  }
}

async function qualityOf(
  file: string,
  map: string,
  { nRows, nColumns }: Job,
): Promise<{ readonly divergence: number; readonly trust: number }> {
  const [vectors, points] = [await readNpy(file), await readNpy(map)];
  if (!vectors.ok || !points.ok) throw new Error(`no ${file} or ${map}`);
  const source = rowsInMemory({ values: vectors.value.values as Float32Array, nRows, nColumns });
  const rows = Int32Array.from({ length: nRows }, (_, row) => row);
  const options = { perplexity: 30, threads: nThreads };
  const quality = await judgeMap(source, rows, points.value.values, options);
  return { divergence: quality?.divergence ?? NaN, trust: quality?.trustworthiness.value ?? NaN };
}
