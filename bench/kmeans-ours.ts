// One job of the k-means benchmark by one of skysort's engines: kmeans-ours.js VECTORS KS N_INIT ENGINE THREADS. Prints one line of
// JSON, {library, seconds: of reading, fitting and labelling, inertias, peakBytes}.
import { parseDigest } from '../src/core/identifiers.js';
import { packageVersion } from '../src/cli/package.js';
import { fitMany } from '../src/numerics/kmeans/kmeans.js';
import { engineClass, type EngineName } from '../src/steps/kmeans/engine.js';
import { fitCells } from '../src/steps/kmeans/fit-cells.js';

const [path = '', ks = '', nInit = '', engine = 'wasm', threads = ''] = process.argv.slice(2);
const params = {
  ...{ n_init: Number(nInit), max_iterations: 300, tolerance: 1e-4, seed: 0, regroup: true },
  engine: engine as EngineName,
};

/** Compiles the kernels, as the peer's first small fit loads its libraries. */
async function warmUp(): Promise<void> {
  const random = Float32Array.from({ length: 512 * 64 }, (_, i) => (i * 7919) % 1000);
  const rows = {
    ...{ nRows: 512, nColumns: 64 },
    read: (start: number, target: Float32Array) =>
      target.set(random.subarray(64 * start, 64 * start + target.length)),
  };
  await fitMany(rows, { ks: [2], nInit: 1, maxIterations: 10, tolerance: 0, seed: 0, threads: 1 });
}

await warmUp();
const startMs = performance.now();
const file = { name: 'vectors.npy', path, sha256: parseDigest('0'.repeat(64)), bytes: 0 };
const inputs = { has: (name: string) => name === 'vectors', file: () => file };
const progress = {
  ...{ threads: Number(threads), signal: new AbortController().signal },
  onRestart: () => undefined,
};
const cells = await fitCells(inputs, ks.split(',').map(Number), params, progress);
const seconds = (performance.now() - startMs) / 1000;
if (!cells.ok) throw new Error(JSON.stringify(cells.failure));
const inertias = cells.value.map((cell) => (cell.ok ? cell.value.fit.inertia : NaN));
const peer = engineClass(params)['ml-kmeans'];
const library = peer === undefined ? `skysort ${packageVersion()}` : `ml-kmeans ${peer}`;
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(
  `${JSON.stringify({ library: `${library}, Node ${process.versions.node}`, seconds, inertias, peakBytes })}\n`,
);
