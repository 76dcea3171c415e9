// Ten thousand input files and nothing to do: skysort beside DVC on the same files, taking turns.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median, skysortScript, tell, timed } from './timing.js';

const nFiles = 10_000;
const nTurns = 9;

// This runs as dist/bench/noop.js.
const setUpDvc = fileURLToPath(new URL('../../bench/peers/dvc.sh', import.meta.url));

const workflow = `
skysort: 1
name: noop
steps:
  count:
    uses: command
    inputs: { files: { glob: "data/*.tar" } }
    outputs: { count: count.txt }
    with: { command: [sh, -c, 'ls inputs/files | wc -l > "$0"', "{outputs.count}"] }
`;

const dvcPipeline = `
stages:
  count:
    cmd: ls data | wc -l > count.txt
    deps: [data]
    outs: [count.txt]
`;

export async function noop(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'skysort-noop-'));
  try {
    makeFiles(folder);
    // A file that changed within two seconds of being hashed is not trusted, by either.
    await delay(2500);
    const ours: [string, ...string[]] = [process.execPath, skysortScript, 'run', '--plain', 'noop.yaml'];
    tell(`noop: first run with ${nFiles} files ${timed(ours, folder).toFixed(2)} s`);
    const dvc = dvcIn(folder);
    if (dvc === undefined) tell('noop: DVC is not there; bench/peers/dvc.sh says why');
    const [mine, theirs]: [number[], number[]] = [[], []];
    for (let turn = 0; turn < nTurns; turn += 1) {
      mine.push(timed(ours, folder));
      if (dvc !== undefined) theirs.push(timed([dvc, 'repro', '-q'], folder));
    }
    tell(`noop: nothing to do, skysort run ${median(mine).toFixed(3)} s`);
    if (dvc !== undefined) {
      tell(`noop: nothing to do, dvc repro   ${median(theirs).toFixed(3)} s`);
      tell(`noop: ${(median(theirs) / median(mine)).toFixed(2)} times as fast as DVC`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeFiles(folder: string): void {
  mkdirSync(join(folder, 'data'));
  for (let i = 0; i < nFiles; i += 1) {
    writeFileSync(
      join(folder, 'data', `galaxy-${String(i).padStart(5, '0')}.tar`),
      `tarball ${i}\n`.repeat(20),
    );
  }
  writeFileSync(join(folder, 'noop.yaml'), workflow);
  writeFileSync(join(folder, 'dvc.yaml'), dvcPipeline);
}

/** Makes the folder a DVC project whose stage has run. @returns The program; undefined where it cannot be had. */
function dvcIn(folder: string): string | undefined {
  const { status, stdout } = spawnSync('sh', [setUpDvc], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const dvc = stdout.trim();
  if (status !== 0 || dvc === '') return undefined;
  process.env['DVC_NO_ANALYTICS'] = '1';
  timed([dvc, 'init', '--no-scm', '-q'], folder);
  timed([dvc, 'repro', '-q'], folder);
  return dvc;
}
