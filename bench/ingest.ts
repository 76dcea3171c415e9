// Tarballs to images: skysort beside tarfile, astropy and scikit-image on the same files, taking turns, by one process and by two; what each
// stage costs; and the memory that 40,000 images take in a run.
import { spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, skysortScript, tell, timed } from './timing.js';

const nRounds = Number(process.env['SKYSORT_BENCH_ROUNDS'] ?? 3);
const python = process.env['SKYSORT_BENCH_PYTHON'] ?? 'python3';
const imagesOfTurn = 5_760;
const imagesOfRun = 40_000;
const camerasOfFile = 4;
const mebibyte = 1 << 20;

// This runs as dist/bench/ingest.js.
const peer = fileURLToPath(new URL('../../bench/peers/ingest.py', import.meta.url));
const ours = fileURLToPath(new URL('./ingest-ours.js', import.meta.url));
const realSurvey = fileURLToPath(new URL('../../../shared/data/cfis-tng', import.meta.url));

interface Turn {
  readonly library: string;
  readonly seconds: number;
  readonly images: number;
  readonly sum: number;
}

/** `own 2` is skysort on two threads, `python 2` a pool of two processes. */
const contestants = ['own 1', 'own 2', 'python 1', 'python 2'] as const;
type Contestant = (typeof contestants)[number];

let isPythonMissing = false;

/** One turn in a process of its own; undefined, and said once, where Python or a library is not there. */
function turn(contestant: Contestant, folder: string): Turn | undefined {
  const [library, count] = contestant.split(' ') as ['own' | 'python', string];
  if (library === 'python' && isPythonMissing) return undefined;
  const [program, args] =
    library === 'python' ? [python, [peer, folder, '128', count]] : [process.execPath, [ours, folder, count]];
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Turn;
  if (library === 'own') throw new Error(stderr);
  isPythonMissing = true;
  const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  tell(`ingest: without Python: ${why} (SKYSORT_BENCH_PYTHON names another)`);
  return undefined;
}

/** Links to tarballs, one after the other, until there are enough. */
function linkTarballs(from: string, to: string, nImages: number): void {
  const names = readdirSync(from).filter((name) => name.endsWith('.tar'));
  mkdirSync(to);
  for (let i = 0; i < nImages / camerasOfFile; i++) {
    symlinkSync(join(from, names[i % names.length] ?? ''), join(to, `${String(i).padStart(5, '0')}.tar`));
  }
}

/** @returns The folder of 60 tarballs. */
function makeMockSurvey(folder: string): string {
  const workflow = 'skysort: 1\nname: mock\nsteps:\n  survey: { uses: mock-survey, with: { seed: 0 } }\n';
  writeFileSync(join(folder, 'mock.yaml'), workflow);
  timed([process.execPath, skysortScript, 'run', 'mock.yaml'], folder);
  const outputs = join(folder, 'runs', 'mock', 'latest', 'outputs', 'survey');
  const found = readdirSync(outputs, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('.tar'),
  );
  return join(outputs, ...(found ?? '').split('/').slice(0, -1));
}

function race(name: string, folder: string): void {
  const turns = new Map<Contestant, Turn[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < nRounds; round++) {
    for (const [contestant, done] of turns) {
      const one = turn(contestant, folder);
      if (one !== undefined) done.push(one);
    }
  }
  const seconds = (contestant: Contestant): number =>
    median((turns.get(contestant) ?? []).map((one) => one.seconds));
  tell(`\n${name}, ${imagesOfTurn} images to 128 x 128: median of ${nRounds} turns`);
  for (const [contestant, [first]] of turns) {
    if (first === undefined) continue;
    const rate = (first.images / seconds(contestant)).toFixed(0).padStart(6);
    tell(
      `  ${contestant.padEnd(9)}${rate} images/s  mean pixel ${(first.sum / first.images / 16384).toFixed(6)}  ${first.library}`,
    );
  }
  if (isPythonMissing) return;
  const ratio = (mine: Contestant, theirs: Contestant): string =>
    (seconds(theirs) / seconds(mine)).toFixed(2);
  tell(
    `  own 2 threads: ${ratio('own 2', 'python 1')}x one Python process (at least 4), ${ratio('own 2', 'python 2')}x a pool of two (at least 2); own 1 thread: ${ratio('own 1', 'python 1')}x one`,
  );
}

/** Hashing is what a run does to its inputs before the step. */
function tellStages(folder: string): void {
  const { stdout, status, stderr } = spawnSync(process.execPath, [ours, folder, 'stages'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { images, stages } = JSON.parse(stdout) as { images: number; stages: Record<string, number> };
  const costs = Object.entries(stages).map(
    ([stage, seconds]) => `${stage} ${((seconds / images) * 1e6).toFixed(0)}`,
  );
  tell(`  one thread, microseconds of the processor an image: ${costs.join(', ')}`);
}

/** The most that any process of a run has held so far: the program itself and what it started. */
function peakOfTree(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = 1024 * Number(/^VmHWM:\s+([0-9]+) kB/m.exec(status)?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return Math.max(
      own,
      ...children.filter((child) => child !== '').map((child) => peakOfTree(Number(child))),
    );
  } catch {
    return 0;
  }
}

async function wholeRun(survey: string, folder: string): Promise<void> {
  mkdirSync(folder);
  linkTarballs(survey, join(folder, 'survey'), imagesOfRun);
  writeFileSync(
    join(folder, 'ingest.yaml'),
    'skysort: 1\nname: ingest\nsteps:\n  images: { uses: ingest, inputs: { files: { glob: "survey/*.tar" } } }\n',
  );
  const startMs = performance.now();
  const child = spawn(process.execPath, [skysortScript, 'run', 'ingest.yaml', '--plain'], {
    ...{ cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakOfTree(child.pid ?? 0))), 50);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`skysort run ended with ${String(code)}`);
  const seconds = (performance.now() - startMs) / 1000;
  const shown = peak === 0 ? 'not told by this system' : `${(peak / mebibyte).toFixed(0)} MiB`;
  tell(
    `\n${imagesOfRun} images by \`skysort run\`: peak of any process ${shown} (at most 600), ${seconds.toFixed(1)} s, ${(imagesOfRun / seconds).toFixed(0)} images/s with hashing and keeping`,
  );
}

export async function ingest(): Promise<void> {
  tell(`ingest: ${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${availableParallelism()} cores`);
  const folder = mkdtempSync(join(tmpdir(), 'skysort-ingest-'));
  try {
    const mock = makeMockSurvey(folder);
    const surveys: [string, string][] = [['mock survey', mock]];
    try {
      readdirSync(realSurvey);
      surveys.unshift(['real survey', realSurvey]);
    } catch {
      tell('ingest: without the real survey, which is not there');
    }
    for (const [name, from] of surveys) {
      const linked = join(folder, name);
      linkTarballs(from, linked, imagesOfTurn);
      race(name, linked);
      tellStages(linked);
    }
    await wholeRun(surveys[0]?.[1] ?? mock, join(folder, 'run'));
  } finally {
    rmSync(folder, { recursive: true });
  }
  tell(
    `ingest: load of the machine at the end ${loadavg()
      .map((value) => value.toFixed(1))
      .join(', ')}`,
  );
}
