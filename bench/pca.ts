// Principal components, 1,024 to 50 at 40,000 vectors: skysort beside scikit-learn, taking turns. Ours are exact; scikit-learn's come
// from its randomised solver, which it chooses by itself.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { nThreads, turnOf, writeBlobs, type Turn } from './embedding-turns.js';
import { median, tell } from './timing.js';

const rounds = Number(process.env['SKYSORT_BENCH_ROUNDS'] ?? 3);
const [nRows, nColumns] = [40_000, 1024];

export async function pca(): Promise<void> {
  tell(`pca: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${nThreads} cores, ${rounds} rounds`);
  const folder = await mkdtemp(join(tmpdir(), 'skysort-bench-'));
  try {
    const file = await writeBlobs(folder, nRows, nColumns);
    const turns = new Map<string, Turn[]>();
    for (let round = 0; round < rounds; round++) {
      for (const name of ['skysort', 'scikit-learn']) {
        const turn = turnOf(name, 'pca', file, join(folder, `${name}.npy`));
        if (turn !== undefined) turns.set(name, [...(turns.get(name) ?? []), turn]);
      }
    }
    print(turns);
  } finally {
    await rm(folder, { recursive: true });
  }
  tell(
    `pca: load of the machine at the end ${loadavg()
      .map((value) => value.toFixed(1))
      .join(', ')}`,
  );
}

function print(turns: ReadonlyMap<string, readonly Turn[]>): void {
  tell(
    `\n${nRows} x ${nColumns} to 50: seconds (ours with reading), best and median; share of the variance; peer/ours`,
  );
  const secondsOf = (all: readonly Turn[]) => all.map(({ seconds }) => seconds);
  const mine = median(secondsOf(turns.get('skysort') ?? []));
  for (const [name, all] of turns) {
    const seconds = secondsOf(all);
    const figures = `${Math.min(...seconds)
      .toFixed(2)
      .padStart(8)}${median(seconds).toFixed(2).padStart(8)}`;
    const share = all[0]?.value?.toFixed(6) ?? '';
    const rest = name === 'skysort' ? `peak ${all[0]?.rss ?? NaN} MiB` : (median(seconds) / mine).toFixed(2);
    tell(`  ${(all[0]?.library ?? name).padEnd(22)}${figures}  ${share}  ${rest}`);
  }
}
