// The published run, whole, at full size: workflows/galaxies.yaml over a mock survey of 985 galaxies by 4 cameras, beside the same in Python.
// Takes half an hour; `SKYSORT_BENCH_GALAXIES`, `…_DENSE_EPOCHS` and `…_CNN_EPOCHS` make it smaller.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from '../src/core/manifest.js';
import { skysortScript, tell, timed } from './timing.js';

const setting = (name: string, otherwise: number): number =>
  Number(process.env[`SKYSORT_BENCH_${name}`] ?? otherwise);
const nGalaxies = setting('GALAXIES', 985);
const epochs = { dense: setting('DENSE_EPOCHS', 5), cnn: setting('CNN_EPOCHS', 100) };
const python = process.env['SKYSORT_BENCH_PYTHON'] ?? 'python3';
const workflow = fileURLToPath(new URL('../../workflows/galaxies.yaml', import.meta.url));
const peer = fileURLToPath(new URL('../../bench/peers/published.py', import.meta.url));

const survey = `skysort: 1
name: survey
seed: 0
steps:
  survey: { uses: mock-survey, with: { galaxies: ${nGalaxies} } }
`;

interface Timed {
  readonly seconds: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly said: string;
}

/** @returns The glob of the survey's tarballs. */
function makeSurvey(folder: string): string {
  writeFileSync(join(folder, 'survey.yaml'), survey);
  const seconds = timed([process.execPath, skysortScript, 'run', '--plain', 'survey.yaml'], folder);
  tell(`published: made ${4 * nGalaxies} images in ${seconds.toFixed(1)} s`);
  return join(folder, 'runs', 'survey', 'latest', 'outputs', 'survey', 'tarballs');
}

/** The whole command, with its start, its hashing and its report. Steps that run at the same time count each for itself. */
function ours(folder: string, tarballs: string): Timed {
  const set = [
    `data=${join(tarballs, '*.tar')}`,
    `dense_epochs=${epochs.dense}`,
    `cnn_epochs=${epochs.cnn}`,
  ].flatMap((value) => ['--set', value]);
  const seconds = timed([process.execPath, skysortScript, 'run', '--plain', ...set, workflow], folder);
  const path = join(folder, 'runs', 'galaxies', 'latest', 'manifest.json');
  const { instances } = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const loss = instances.find(({ step }) => step === 'autoencoder')?.measures?.['loss'];
  const parts: Record<string, number> = {};
  for (const { step, seconds } of instances) parts[step] = (parts[step] ?? 0) + seconds;
  return { seconds, parts, said: `skysort, last loss ${String(loss)}` };
}

/** The whole program, with its imports. @returns Nothing where Python or a library is missing. */
function theirs(folder: string, tarballs: string): Timed | undefined {
  const args = [peer, tarballs, join(folder, 'figures'), String(epochs.dense), String(epochs.cnn)];
  const startMs = performance.now();
  const { status, stdout, stderr, error } = spawnSync(python, args, { encoding: 'utf8' });
  const seconds = (performance.now() - startMs) / 1000;
  if (error !== undefined || status === 3) {
    tell(`published: left out Python (${error?.message ?? stderr.trim()})`);
    return undefined;
  }
  if (status !== 0) throw new Error(`${peer} ended with ${String(status)}: ${stderr.slice(-2000)}`);
  const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    library: string;
    seconds: Record<string, number>;
    loss: number;
  };
  return { seconds, parts: told.seconds, said: `${told.library}, last loss ${told.loss}` };
}

function tellOf({ seconds, parts, said }: Timed): void {
  tell(`published: ${said}: ${seconds.toFixed(0)} s in all`);
  for (const [part, of] of Object.entries(parts)) tell(`published:   ${part}: ${of.toFixed(1)} s`);
}

export function published(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skysort-published-'));
  try {
    compare(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return Promise.resolve();
}

function compare(folder: string): void {
  const tarballs = makeSurvey(folder);
  const mine = ours(folder, tarballs);
  tellOf(mine);
  const peers = theirs(folder, tarballs);
  if (peers === undefined) return;
  tellOf(peers);
  tell(`published: Python / skysort ${(peers.seconds / mine.seconds).toFixed(2)}`);
}
