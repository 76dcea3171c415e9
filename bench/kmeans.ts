// k-means: skysort beside scikit-learn and ml-kmeans on the same vectors and cores, taking turns; then how time and memory grow.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NpyWriter } from '../src/formats/npy.js';
import { generator } from '../src/numerics/generator.js';
import { median, tell } from './timing.js';

const nThreads = availableParallelism();
const nRounds = Number(process.env['SKYSORT_BENCH_ROUNDS'] ?? 3);
const python = process.env['SKYSORT_BENCH_PYTHON'] ?? 'python3';
const nInit = 10;
const nClouds = 12;

// This runs as dist/bench/kmeans.js.
const peer = fileURLToPath(new URL('../../bench/peers/kmeans_sklearn.py', import.meta.url));
const ours = fileURLToPath(new URL('./kmeans-ours.js', import.meta.url));

interface Turn {
  readonly library: string;
  readonly seconds: number;
  readonly inertias: readonly number[];
  readonly peakBytes: number;
}

type Contestant = 'skysort' | 'scikit-learn' | 'ml-kmeans';

const missing = new Set<Contestant>();

/** One turn in a process of its own; undefined, and said once, where the peer is not there. */
function turn(contestant: Contestant, vectors: string, ks: readonly number[]): Turn | undefined {
  if (missing.has(contestant)) return undefined;
  const engine = contestant === 'skysort' ? 'wasm' : contestant;
  const [program, args] =
    contestant === 'scikit-learn'
      ? [python, [peer, vectors, ks.join(), String(nInit)]]
      : [process.execPath, [ours, vectors, ks.join(), String(nInit), engine, String(nThreads)]];
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Turn;
  if (contestant === 'skysort') throw new Error(stderr);
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  missing.add(contestant);
  tell(
    `kmeans: without ${contestant}: ${status === 3 ? 'not installed' : 'failed'}: ${why} (SKYSORT_BENCH_PYTHON names another Python)`,
  );
  return undefined;
}

/** Twelve clouds of unit spread around normal middles, as in the figures that the targets come from. */
async function writeClouds(path: string, nRows: number, nColumns: number, seed: number): Promise<string> {
  const stream = generator(seed, 'bench', 'kmeans');
  const middles = Float64Array.from({ length: nClouds * nColumns }, () => stream.normal());
  const writer = await NpyWriter.open(path, 'float32', [nColumns]);
  const row = new Float32Array(nColumns);
  for (let i = 0; i < nRows; i++) {
    const cloud = stream.integer(nClouds) * nColumns;
    for (let j = 0; j < nColumns; j++) row[j] = middles[cloud + j]! + stream.normal();
    await writer.append(row);
  }
  await writer.close();
  return path;
}

const mebibytes = (bytes: number): string => (bytes / 1048576).toFixed(0);

/** Times and inertias of the same vectors, ours to the peer's. */
function tellRatios(name: string, mine: readonly Turn[], theirs: readonly Turn[]): void {
  const seconds = (turns: readonly Turn[]): number => median(turns.map((one) => one.seconds));
  const inertias = mine.flatMap((one, i) =>
    one.inertias.map((inertia, at) => inertia / (theirs[i]?.inertias[at] ?? NaN)),
  );
  const worst = Math.max(...inertias);
  const mean = inertias.reduce((total, ratio) => total + ratio, 0) / inertias.length;
  const faster = (seconds(theirs) / seconds(mine)).toFixed(2);
  tell(
    `  ${name.padEnd(14)}${seconds(theirs).toFixed(2).padStart(8)} s  ours ${faster}x as fast; inertia ours/peer ${mean.toFixed(4)}, worst ${worst.toFixed(4)}  ${theirs[0]?.library ?? ''}`,
  );
}

async function sweep(folder: string): Promise<void> {
  const ks = [3, 6, 7];
  tell(`\nsweep K = ${ks.join(', ')}, n_init ${nInit}, 3152 x 1024, five data seeds: median of the seconds`);
  const turns = { skysort: [] as Turn[], 'scikit-learn': [] as Turn[] };
  let reference: Turn | undefined;
  for (let seed = 0; seed < 5; seed++) {
    const vectors = await writeClouds(join(folder, 'sweep.npy'), 3152, 1024, seed);
    for (const name of ['skysort', 'scikit-learn'] as const) {
      const one = turn(name, vectors, ks);
      if (one !== undefined) turns[name].push(one);
    }
    if (seed === 0) reference = turn('ml-kmeans', vectors, ks);
    rmSync(vectors);
  }
  tell(
    `  ${'skysort'.padEnd(14)}${median(turns.skysort.map((one) => one.seconds))
      .toFixed(2)
      .padStart(8)} s  ${turns.skysort[0]?.library ?? ''}`,
  );
  if (turns['scikit-learn'].length > 0) tellRatios('scikit-learn', turns.skysort, turns['scikit-learn']);
  if (reference !== undefined) tellRatios('ml-kmeans', turns.skysort.slice(0, 1), [reference]);
}

async function large(folder: string): Promise<void> {
  tell(`\nK = 7, n_init ${nInit}, 40000 x 1024: median of ${nRounds} turns (ml-kmeans would take minutes)`);
  const vectors = await writeClouds(join(folder, 'large.npy'), 40_000, 1024, 0);
  const turns = { skysort: [] as Turn[], 'scikit-learn': [] as Turn[] };
  for (let round = 0; round < nRounds; round++) {
    for (const name of ['skysort', 'scikit-learn'] as const) {
      const one = turn(name, vectors, [7]);
      if (one !== undefined) turns[name].push(one);
    }
  }
  rmSync(vectors);
  const peak = Math.max(...turns.skysort.map((one) => one.peakBytes));
  tell(
    `  ${'skysort'.padEnd(14)}${median(turns.skysort.map((one) => one.seconds))
      .toFixed(2)
      .padStart(8)} s  peak ${mebibytes(peak)} MiB (at most 700)`,
  );
  if (turns['scikit-learn'].length > 0) tellRatios('scikit-learn', turns.skysort, turns['scikit-learn']);
}

async function growth(folder: string): Promise<void> {
  // 64 columns: at 160,000 x 1,024 the vectors alone are 655 MB.
  tell(`\ngrowth, K = 7, n_init ${nInit}, 64 columns: seconds and peak memory`);
  for (const nRows of [10_000, 20_000, 40_000, 80_000, 160_000]) {
    const vectors = await writeClouds(join(folder, 'growth.npy'), nRows, 64, 0);
    const cells = (['skysort', 'scikit-learn'] as const).map((name) => {
      const one = turn(name, vectors, [7]);
      if (one === undefined) return '';
      return `${name} ${one.seconds.toFixed(2).padStart(6)} s ${mebibytes(one.peakBytes).padStart(5)} MiB`;
    });
    tell(`  ${String(nRows).padStart(7)}  ${cells.join('   ')}`);
    rmSync(vectors);
  }
}

export async function kmeans(): Promise<void> {
  tell(`kmeans: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${nThreads} cores`);
  const folder = mkdtempSync(join(tmpdir(), 'skysort-kmeans-'));
  try {
    await sweep(folder);
    await large(folder);
    await growth(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const load = loadavg().map((value) => value.toFixed(1));
  tell(`kmeans: load of the machine at the end ${load.join(', ')}`);
}
