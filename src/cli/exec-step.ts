import { fail, ok, type Result } from '../core/result.js';
import type { Note } from '../core/step.js';
import { dieWithParent } from '../exec/parent-watch.js';
import { runJobs } from '../exec/run-job.js';
import { serveJobs } from '../exec/serve-jobs.js';
import { writeAtomically } from '../store/atomic-file.js';
import { StepCheckpoints } from '../store/step-checkpoints.js';
import { sealFile } from '../store/seal-file.js';
import type { Command } from './command.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { loadAnyKind } from './load-any-kind.js';

/** What a worker process runs, here and on a cluster: step instances, each from a job file. Not for people. */
export const execStep: Command = {
  name: 'exec-step',
  usage: '(JOB… | --serve) [--parent PID]',
  summary: 'Runs the step of a job file; skysort run starts this itself.',
  arity: { least: 0, most: 32 },
  options: [
    { name: 'serve', summary: 'run the jobs that the parent sends, one after another' },
    { name: 'parent', value: 'PID', summary: 'end, with all that was started, when this process is gone' },
  ],
  exits: [exitCodes.done],
  example: 'skysort exec-step runs/.cache/attempts/…/job.json',
  async run(invocation): Promise<Result<ExitCode>> {
    const parent = invocation.value('parent');
    const watch = parent === undefined ? undefined : dieWithParent(Number(parent));
    const ports = {
      loadKind: loadAnyKind,
      sealFile,
      writeAtomically,
      openCheckpoints: (folder: string, note: (note: Note) => void) =>
        new StepCheckpoints(folder, { note, clockMs: () => performance.now() }),
      clockMs: () => performance.now(),
      guard: (marker: string) => watch?.guard(marker),
    };
    if (invocation.has('serve')) {
      await serveJobs(ports);
      return ok(exitCodes.done);
    }
    const controller = new AbortController();
    process.on('SIGTERM', () => controller.abort());
    const { untold } = await runJobs([invocation.args[0] ?? '', ...invocation.args.slice(1)], {
      ...ports,
      send: () => undefined,
      signal: controller.signal,
    });
    return untold === undefined ? ok(exitCodes.done) : fail(untold);
  },
};
