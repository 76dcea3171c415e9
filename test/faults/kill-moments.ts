// Kills the runner at 100 random moments of a run of twelve steps, and one of its workers at 30; resumes; and looks whether
// anything was lost, believed half done, run twice or left behind. The moments are drawn from a seed, so that a failure can
// be tried again:
//
//   node dist/test/faults/kill-moments.js [--seed N] [--only runner-17]
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { generator, type Generator } from '../../src/numerics/generator.js';
import { processTable } from '../../src/exec/process-table.js';
import { option, stepsFinished, unbrokenRuns, type Reference } from './unbroken-runs.js';
import { checkAfterKill, type Trial } from './check-after-kill.js';
import type { Started } from '../support/rig.js';
import { twelveSteps } from './twelve-steps.js';

const nRunnerKills = 100;
const nWorkerKills = 30;
/** Runs at a time: they sleep most of the time. */
const nLanes = 3;

type Victim = Trial['victim'];

/** @returns Whether it was killed before it ended by itself. */
async function killRunner({ process: runner, ended }: Started): Promise<boolean> {
  runner.kill('SIGKILL');
  return (await ended).signal === 'SIGKILL';
}

/** Waits for the first worker when there is none yet. */
async function killWorker({ process: runner, ended }: Started, random: Generator): Promise<boolean> {
  let isKilled = false;
  while (!isKilled && runner.exitCode === null) {
    const workers = processTable().filter(({ parent, group, pid }) => parent === runner.pid && group === pid);
    const victim = workers[Math.floor(random.uniform() * workers.length)];
    if (victim === undefined) await sleep(5);
    else isKilled = process.kill(victim.pid, 'SIGKILL');
  }
  await ended;
  return isKilled;
}

/** So often a run may be faster than its kill. */
const maxDraws = 20;

/** One kill in five falls anywhere from the start of the process; the others after some number of finished steps. */
const fallsAnywhere = (index: number): boolean => index % 5 === 0;

async function waitForMoment(
  index: number,
  started: Started,
  random: Generator,
  { ms }: Reference,
): Promise<void> {
  if (fallsAnywhere(index)) return sleep(random.uniform() * ms);
  // However busy the machine is, kills then fall all over the run.
  await stepsFinished(started, Math.floor(random.uniform() * 12));
  return sleep((random.uniform() * ms) / 6);
}

/** One kill, one resumed run, and what is wrong afterwards. A run that was faster than its kill is done again. */
async function attempt(victim: Victim, index: number, seed: number, reference: Reference): Promise<Trial> {
  for (let draw = 0; ; draw++) {
    const random = generator(seed, 'faults', victim, index, draw);
    const rig = twelveSteps();
    const startMs = performance.now();
    const started = rig.start('run', '--json', '--jobs', '2', 'flow.yaml');
    await waitForMoment(index, started, random, reference);
    const momentMs = performance.now() - startMs;
    const isKilled = await (victim === 'runner' ? killRunner(started) : killWorker(started, random));
    if (!isKilled) {
      rmSync(rig.folder, { recursive: true, force: true });
      if (draw < maxDraws) continue;
      const faults = [`${maxDraws} runs ended before they could be killed`];
      return { victim, index, momentMs, nCommitted: 0, faults };
    }
    // Half of the runs are resumed at once, while what the killed one left may still be dying.
    return checkAfterKill({ victim, index, momentMs, rig, reference, waitsForOrphans: index % 2 === 0 });
  }
}

const seed = Number(option('--seed') ?? 4);
const only = option('--only');
const reference = await unbrokenRuns(nLanes);
const queue: (readonly [Victim, number])[] = [
  ...Array.from({ length: nRunnerKills }, (_, index) => ['runner', index] as const),
  ...Array.from({ length: nWorkerKills }, (_, index) => ['worker', index] as const),
].filter(([victim, index]) => only === undefined || only === `${victim}-${index}`);

const trials: Trial[] = [];
const lane = async (): Promise<void> => {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const trial = await attempt(next[0], next[1], seed, reference);
    trials.push(trial);
    for (const fault of trial.faults) {
      process.stdout.write(
        `✗ ${trial.victim}-${trial.index}, killed after ${trial.momentMs.toFixed(0)} ms: ${fault}\n`,
      );
    }
  }
};
await Promise.all(Array.from({ length: nLanes }, lane));

const finished = trials.map(({ nCommitted }) => nCommitted);
const spread = Array.from({ length: 13 }, (_, n) => finished.filter((one) => one === n).length);
process.stdout.write(`seed ${seed}; kills with 0 to 12 steps finished: ${spread.join(' ')}\n`);
const nFailed = trials.filter(({ faults }) => faults.length > 0).length;
process.stdout.write(`${trials.length - nFailed} passed, ${nFailed} failed\n`);
process.exitCode = nFailed > 0 || trials.length === 0 ? 1 : 0;
