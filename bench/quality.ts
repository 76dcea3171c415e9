// How well the published network learns a mock survey of 1,000 images: the losses of skysort beside those of Keras from the same split,
// each by its own draws; and epoch by epoch from equal weights and equal batches.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeKerasH5 } from '../src/formats/keras-h5-write.js';
import { generator } from '../src/numerics/generator.js';
import { defaultLatentLayer } from '../src/numerics/network/model.js';
import { networkOf } from '../src/numerics/network/network.js';
import { presetArchitecture } from '../src/numerics/network/presets.js';
import { initialWeights } from '../src/numerics/network/weights.js';
import { skysortScript, tell, timed } from './timing.js';

const seeds = Array.from({ length: Number(process.env['SKYSORT_BENCH_SEEDS'] ?? 3) }, (_, i) => i + 1);
const nEpochs = Number(process.env['SKYSORT_BENCH_EPOCHS'] ?? 20);
const batchSize = 128;
/** Later, what rounding has changed may have grown. */
const nEqualEpochs = Math.min(3, nEpochs);
/** The most that our loss may be of Keras's. */
const mostRatio = 1.01;

const python = process.env['SKYSORT_BENCH_PYTHON'] ?? 'python3';
// This runs as dist/bench/quality.js.
const beside = (name: string): string => fileURLToPath(new URL(`../../bench/${name}`, import.meta.url));

/** Of each epoch. */
interface Losses {
  readonly loss: readonly number[];
  readonly val_loss: readonly number[];
}

const parts = ['loss', 'val_loss'] as const;

/** Makes the survey and trains by our engine. @returns The folder of the run's outputs. */
function trainOurs(folder: string): string {
  const params = { seeds: JSON.stringify(seeds), epochs: nEpochs, batch_size: batchSize };
  const set = Object.entries(params).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  timed([process.execPath, skysortScript, 'run', '--plain', ...set, beside('quality.yaml')], folder);
  return join(folder, 'runs', 'quality', 'latest', 'outputs');
}

function ourLosses(outputs: string, seed: number): Losses {
  const lines = readFileSync(join(outputs, `autoencoder@seed=${seed}`, 'history.csv'), 'utf8')
    .trim()
    .split('\n');
  const rows = lines.slice(1).map((line) => line.split(',').map(Number));
  return { loss: rows.map(([, loss]) => loss!), val_loss: rows.map(([, , loss]) => loss!) };
}

/** Trains by Keras. @param equal Weights and orders to take instead of its own draws. @throws where Keras is not there. */
function kerasLosses(outputs: string, seed: number, epochs: number, equal: readonly string[] = []): Losses {
  const inputs = [join(outputs, 'images', 'images.npy'), join(outputs, 'split', 'split.json')];
  const numbers = [epochs, batchSize, seed].map(String);
  const args = [beside('peers/quality_keras.py'), ...inputs, ...numbers, ...equal];
  const { status, stdout, stderr, error } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${python}: ${error?.message ?? stderr} (SKYSORT_BENCH_PYTHON names another Python)`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Losses;
}

interface EqualStart {
  readonly start: string;
  /** The same weights but for their last bits: how far Keras comes from itself by rounding alone. */
  readonly nearStart: string;
  readonly orders: string;
}

/** Writes the weights that our training of a seed starts from, and its order of the images in each epoch. */
async function writeStart(folder: string, seed: number, nImages: number): Promise<EqualStart> {
  const architecture = presetArchitecture('cnn');
  const latentLayer = defaultLatentLayer(architecture)!;
  const weights = initialWeights(networkOf(architecture), seed);
  const near = Object.entries(weights).map(([key, values]) => [key, values.map(nudged)] as const);
  const [start, nearStart] = [join(folder, `start-${seed}.h5`), join(folder, `near-${seed}.h5`)];
  await writeKerasH5(start, { architecture, latentLayer, weights }, true);
  await writeKerasH5(nearStart, { architecture, latentLayer, weights: Object.fromEntries(near) }, true);
  const orderOf = (epoch: number) =>
    generator(seed, 'train-autoencoder', 'order', epoch).permutation(nImages);
  const orders = join(folder, `orders-${seed}.json`);
  writeFileSync(
    orders,
    JSON.stringify(Array.from({ length: nEqualEpochs }, (_, epoch) => [...orderOf(epoch)])),
  );
  return { start, nearStart, orders };
}

/** A float32 at most a bit or two away. */
const nudged = (value: number, index: number): number => value * (1 + (index % 2 === 0 ? -1.2e-7 : 1.2e-7));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function tellLast(seed: number, ours: Losses, keras: Losses): void {
  const shown = (losses: Losses): string =>
    parts.map((part) => `${part} ${losses[part].at(-1)!.toFixed(6)}`).join(' ');
  tell(`quality: seed ${seed}, epoch ${nEpochs}: skysort ${shown(ours)}; Keras ${shown(keras)}`);
}

function tellMeans(ours: readonly Losses[], keras: readonly Losses[]): void {
  for (const part of parts) {
    const [mine, theirs] = [ours, keras].map((all) => mean(all.map((losses) => losses[part].at(-1)!)));
    const ratio = mine! / theirs!;
    const verdict = ratio <= mostRatio ? 'at most' : 'ABOVE';
    tell(
      `quality: mean ${part}: skysort ${mine!.toFixed(6)}, Keras ${theirs!.toFixed(6)}; ours/Keras ${ratio.toFixed(4)}, ${verdict} ${mostRatio}`,
    );
  }
}

/** How far two trainings are apart, epoch by epoch. */
function tellApart(what: string, some: Losses, others: Losses): void {
  const shown = parts.map((part) => {
    const apart = others[part].map((other, epoch) => Math.abs(some[part][epoch]! / other - 1));
    return `${part} ${apart.map((value) => value.toExponential(1)).join(' ')}`;
  });
  tell(`quality: ${what}, relative difference by epoch: ${shown.join('; ')}`);
}

export async function quality(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skysort-quality-'));
  try {
    const outputs = trainOurs(folder);
    const split = JSON.parse(readFileSync(join(outputs, 'split', 'split.json'), 'utf8')) as {
      train: number[];
    };
    const ours = seeds.map((seed) => ourLosses(outputs, seed));
    for (const [i, seed] of seeds.entries()) {
      const equal = await writeStart(folder, seed, split.train.length);
      const [theirs, nearly] = [equal.start, equal.nearStart].map((start) =>
        kerasLosses(outputs, seed, nEqualEpochs, [start, equal.orders]),
      );
      tellApart(`seed ${seed}, equal start and batches, ours and Keras`, ours[i]!, theirs!);
      tellApart(`seed ${seed}, Keras and itself from weights rounded otherwise`, nearly!, theirs!);
    }
    const keras = seeds.map((seed, i) => {
      const theirs = kerasLosses(outputs, seed, nEpochs);
      tellLast(seed, ours[i]!, theirs);
      return theirs;
    });
    tellMeans(ours, keras);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
