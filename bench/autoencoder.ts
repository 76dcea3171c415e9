// Training and encoding by the published networks: skysort beside Keras, PyTorch and tfjs-node on the same cores, taking turns.
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findTensorflow } from '../src/steps/network/tensorflow/find-tensorflow.js';
import { median, tell } from './timing.js';

interface Job {
  readonly name: string;
  readonly images: number;
  readonly batch: number;
}

/** `images` is a multiple of `batch`, and of the 32 that our inference takes at a time. */
const jobs: readonly Job[] = [
  { name: 'cnn-train', images: 256, batch: 128 },
  { name: 'cnn-encode', images: 512, batch: 128 },
  { name: 'dense-train', images: 128, batch: 32 },
];

const nRounds = Number(process.env['SKYSORT_BENCH_ROUNDS'] ?? 3);
/** Passes that count in a turn, after one that does not. */
const nRepeats = 2;
const nThreads = availableParallelism();
const python = process.env['SKYSORT_BENCH_PYTHON'] ?? 'python3';

// This runs as dist/bench/autoencoder.js.
const peer = (name: string): string => fileURLToPath(new URL(`../../bench/peers/${name}`, import.meta.url));
const ours = fileURLToPath(new URL('./autoencoder-ours.js', import.meta.url));

interface Contestant {
  readonly name: string;
  /** The program and its arguments for a job; undefined where it takes no part. */
  readonly argv: (job: Job, shared: readonly string[]) => readonly [string, ...string[]] | undefined;
}

const pythonPeer = (name: string, script: string, variant: string): Contestant => ({
  name: variant === 'plain' ? name : `${name} (${variant})`,
  argv: ({ name: job }, shared) =>
    variant === 'channels-last' && job === 'dense-train'
      ? undefined
      : [python, peer(script), ...shared, String(nThreads), variant],
});

const contestants: readonly Contestant[] = [
  { name: 'skysort', argv: (_job, shared) => [process.execPath, ours, ...shared, String(nThreads)] },
  pythonPeer('Keras', 'autoencoder_keras.py', 'plain'),
  pythonPeer('Keras', 'autoencoder_keras.py', 'xla'),
  pythonPeer('PyTorch', 'autoencoder_torch.py', 'plain'),
  pythonPeer('PyTorch', 'autoencoder_torch.py', 'channels-last'),
  {
    name: 'tfjs-node',
    argv: (_job, shared) => {
      const found = findTensorflow();
      return found && [process.execPath, peer('autoencoder-tfjs.mjs'), ...shared, found.folder];
    },
  },
];

interface Turn {
  readonly library: string;
  readonly seconds: readonly number[];
}

const missing = new Set<string>();

/** One turn in a process of its own; undefined, and said once, where the peer cannot take part. */
function turn({ name, argv }: Contestant, job: Job): Turn | undefined {
  if (missing.has(name)) return undefined;
  const command = argv(job, [job.name, String(job.images), String(job.batch), String(nRepeats)]);
  if (command === undefined) {
    if (name === 'tfjs-node') miss(name, 'npm run tensorflow:install puts it there');
    return undefined;
  }
  const [program, ...args] = command;
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Turn;
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  if (name === 'skysort') throw new Error(stderr);
  miss(
    name,
    `${status === 3 ? 'not installed' : 'failed'}: ${why} (SKYSORT_BENCH_PYTHON names another Python)`,
  );
  return undefined;
}

function miss(name: string, why: string): void {
  missing.add(name);
  tell(`autoencoder: without ${name}: ${why}`);
}

export function autoencoder(): Promise<void> {
  tell(
    `autoencoder: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${nThreads} cores, ${nRounds} rounds`,
  );
  for (const job of jobs) {
    const turns = new Map<string, Turn[]>();
    for (let round = 0; round < nRounds; round++) {
      for (const contestant of contestants) {
        const one = turn(contestant, job);
        if (one !== undefined) turns.set(contestant.name, [...(turns.get(contestant.name) ?? []), one]);
      }
    }
    print(job, turns);
  }
  const load = loadavg().map((value) => value.toFixed(1));
  tell(`autoencoder: load of the machine at the end ${load.join(', ')}`);
  return Promise.resolve();
}

function print({ name: job, images, batch }: Job, turns: ReadonlyMap<string, readonly Turn[]>): void {
  tell(
    `\n${job}, ${images} images a pass, batches of ${batch}: images/s, best and median of ${nRounds * nRepeats} passes`,
  );
  const speeds = (name: string): { best: number; middle: number } => {
    const seconds = (turns.get(name) ?? []).flatMap((one) => one.seconds);
    return { best: images / Math.min(...seconds), middle: images / median(seconds) };
  };
  const mine = speeds('skysort');
  for (const [name, [first]] of turns) {
    const { best, middle } = speeds(name);
    const figures = `${best.toFixed(1).padStart(8)} ${middle.toFixed(1).padStart(8)}`;
    const ratios = `ours/peer ${(mine.best / best).toFixed(2)} ${(mine.middle / middle).toFixed(2)}`;
    tell(`  ${name.padEnd(24)}${figures}  ${name === 'skysort' ? '' : ratios}  ${first?.library ?? ''}`);
  }
}
