import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeNpy } from '../src/formats/npy.js';
import { generator } from '../src/numerics/generator.js';
import { tell } from './timing.js';

export const nThreads = availableParallelism();
const python = process.env['SKYSORT_BENCH_PYTHON'] ?? 'python3';
const ours = fileURLToPath(new URL('./embedding-ours.js', import.meta.url));
const peer = fileURLToPath(new URL('../../bench/peers/embedding.py', import.meta.url));

export interface Turn {
  readonly library: string;
  readonly seconds: number;
  readonly value?: number | null;
  /** MiB; ours only. */
  readonly rss?: number;
}

const missing = new Set<string>();

/**
 * One turn of a contestant, in a process of its own; undefined, and said once, where it cannot take part.
 * @param name `skysort`, `tsne-js`, `openTSNE` or `scikit-learn`.
 */
export function turnOf(name: string, job: 'tsne' | 'pca', file: string, out: string): Turn | undefined {
  if (missing.has(name)) return undefined;
  const inNode = name === 'skysort' || name === 'tsne-js';
  const [program, ...args] = inNode
    ? [process.execPath, ours, name === 'tsne-js' ? name : job, file, out, String(nThreads)]
    : [python, peer, job, name, file, out, String(nThreads)];
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Turn;
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  if (name === 'skysort') throw new Error(stderr);
  missing.add(name);
  tell(`${job}: without ${name}: ${status === 3 ? 'not installed' : 'failed'}: ${why}`);
  return undefined;
}

/** Writes float32 vectors around twelve centres, as far from each other as the vectors are from them. @returns The file. */
export async function writeBlobs(folder: string, nRows: number, nColumns: number): Promise<string> {
  const stream = generator(0, 'bench', nRows, nColumns);
  const centres = Float64Array.from({ length: 12 * nColumns }, () => stream.normal());
  const values = new Float32Array(nRows * nColumns);
  for (let row = 0; row < nRows; row++) {
    const centre = stream.integer(12) * nColumns;
    for (let j = 0; j < nColumns; j++) values[row * nColumns + j] = centres[centre + j]! + stream.normal();
  }
  const file = join(folder, `blobs-${nRows}-${nColumns}.npy`);
  await writeNpy(file, { shape: [nRows, nColumns], values });
  return file;
}
