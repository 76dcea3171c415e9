// Peak memory of training and encoding over 40,000 images, and what checkpoints cost. Every image of the file is read in one epoch:
// a few of them are trained on, the others are the validation part.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NpyWriter } from '../src/formats/npy.js';
import { kinds } from '../src/steps/index.js';
import type { JobResult } from '../src/exec/job.js';
import { StepCheckpoints } from '../src/store/step-checkpoints.js';
import { median, skysortScript, tell } from './timing.js';

const nImages = 40_000;
const side = 128;
const threads = 2;
const mebibyte = 1 << 20;

interface JobFacts {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, readonly string[]>>;
}

/** Writes images of stripes, no two alike. */
async function writeImages(path: string): Promise<void> {
  const writer = await NpyWriter.open(path, 'float32', [side, side]);
  const image = new Float32Array(side * side);
  for (let index = 0; index < nImages; index++) {
    for (let i = 0; i < image.length; i++) image[i] = ((i * 31 + index * 7) % 255) / 255;
    await writer.append(image);
  }
  await writer.close();
}

/** Writes a split that trains on every n-th image. */
function writeSplit(path: string, every: number): void {
  const all = Array.from({ length: nImages }, (_, index) => index);
  const [train, validation] = [
    all.filter((index) => index % every === 0),
    all.filter((index) => index % every !== 0),
  ];
  writeFileSync(path, JSON.stringify({ train, validation }));
}

/** The most memory that a process has held so far; undefined where the system does not tell. */
function peakBytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+([0-9]+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Runs one step as a worker would. */
async function measured(folder: string, job: JobFacts) {
  const { outputs } = kinds.get(job.kind) ?? {};
  const input = (paths: readonly string[]) => {
    const files = paths.map((path) => ({
      ...{ name: path.slice(path.lastIndexOf('/') + 1), path },
      ...{ sha256: '0'.repeat(64), bytes: statSync(path).size },
    }));
    const [file] = files;
    return { form: 'one', artifact: files.length === 1 ? { form: 'file', file } : { form: 'files', files } };
  };
  mkdirSync(folder);
  const path = join(folder, 'job.json');
  const inputs = Object.fromEntries(
    Object.entries(job.inputs).map(([name, paths]) => [name, input(paths)] as const),
  );
  const checkpointFolder = join(folder, 'checkpoints');
  const shared = { version: 1, id: job.kind, threads, attemptFolder: folder, checkpointFolder };
  writeFileSync(path, JSON.stringify({ ...shared, kind: job.kind, params: job.params, inputs, outputs }));
  const child = spawn(process.execPath, [skysortScript, 'exec-step', path], { stdio: 'inherit' });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakBytes(child.pid ?? 0) ?? 0)), 50);
  await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as JobResult;
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return { peak, seconds: result.seconds };
}

function tellPeak(what: string, { peak, seconds }: { peak: number; seconds: number }, limit: number): void {
  const shown = peak === 0 ? 'not told by this system' : `${(peak / mebibyte).toFixed(0)} MiB`;
  tell(`memory: ${what}: peak ${shown} (at most ${limit / mebibyte} MiB), ${seconds.toFixed(1)} s`);
}

/** How long it takes to keep the states of the two networks, and how often that may happen. */
async function tellCheckpoints(folder: string): Promise<void> {
  for (const [architecture, bytes] of [
    ['cnn', 12 * 5_705],
    ['dense', 12 * 69_359_232],
  ] as const) {
    const clockMs = (): number => performance.now();
    const checkpoints = new StepCheckpoints(join(folder, architecture), {
      note: ({ text }) => tell(text),
      clockMs,
    });
    const parts = [new Uint8Array(bytes).fill(1)];
    const times: number[] = [];
    for (let position = 0; position < 5; position++) {
      const startMs = clockMs();
      await checkpoints.save(position, {}, parts);
      times.push((clockMs() - startMs) / 1000);
    }
    const seconds = median(times);
    const every = (seconds / 0.02).toFixed(0);
    tell(
      `memory: ${architecture}, a checkpoint of ${(bytes / 1e6).toFixed(2)} MB: ${seconds.toFixed(3)} s; 2% when kept every ${every} s`,
    );
  }
}

/** Trains one epoch and encodes; each reads all 40,000 images. */
export async function memory(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skysort-memory-'));
  try {
    const [images, split] = [join(folder, 'images.npy'), join(folder, 'split.json')];
    await tellCheckpoints(join(folder, 'states'));
    rmSync(join(folder, 'states'), { recursive: true });
    await writeImages(images);
    tell(`memory: ${nImages} images, ${(statSync(images).size / mebibyte).toFixed(0)} MiB`);
    const usual = { epochs: 1, seed: 0, loss: 'binary-crossentropy', optimizer: 'adadelta', engine: 'wasm' };
    const params = { ...usual, schedule: 'constant', early_stopping: 'none' };
    for (const [architecture, batch_size, every, limit] of [
      ['cnn', 128, 20, 1536],
      ['dense', 32, 160, 2048],
    ] as const) {
      writeSplit(split, every);
      const attempt = join(folder, architecture);
      const trained = await measured(attempt, {
        ...{ kind: 'train-autoencoder', params: { ...params, architecture, batch_size } },
        inputs: { images: [images], split: [split] },
      });
      tellPeak(`${architecture}, training`, trained, limit * mebibyte);
      const model = join(attempt, 'outputs', 'model', 'model');
      const encoded = await measured(join(folder, `${architecture}-encode`), {
        ...{ kind: 'encode', params: { engine: 'wasm' } },
        inputs: { images: [images], model: readdirSync(model).map((name) => join(model, name)) },
      });
      tellPeak(`${architecture}, encoding`, encoded, limit * mebibyte);
      rmSync(attempt, { recursive: true });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
