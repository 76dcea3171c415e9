import type { RunEventBody } from '../core/events.js';
import { ok } from '../core/result.js';
import { dieWithParent } from '../exec/parent-watch.js';
import { runJob } from '../exec/run-job.js';
import { writeAtomically } from '../store/atomic-file.js';
import { sealFile } from '../store/seal-file.js';
import type { Command } from './command.js';
import { loadAnyKind } from './load-any-kind.js';
import { exitCodes } from './exit-codes.js';

/** What a worker process runs, here and on a cluster: one step instance, from one job file. Not for people. */
export const execStep: Command = {
  name: 'exec-step',
  usage: 'JOB [--parent PID]',
  summary: 'Runs the step of a job file; skysort run starts this itself.',
  arity: { least: 1, most: 1 },
  options: [
    { name: 'parent', value: 'PID', summary: 'end, with all that was started, when this process is gone' },
  ],
  exits: [exitCodes.done],
  example: 'skysort exec-step runs/.cache/attempts/…/job.json',
  async run(invocation) {
    const parent = invocation.value('parent');
    if (parent !== undefined) dieWithParent(Number(parent));
    const controller = new AbortController();
    process.on('SIGTERM', () => controller.abort());
    await runJob(invocation.args[0] ?? '', {
      loadKind: loadAnyKind,
      sealFile,
      writeAtomically,
      send: (event: RunEventBody) => void process.send?.(event),
      clockMs: () => performance.now(),
      signal: controller.signal,
    });
    if (process.connected) process.disconnect();
    return ok(exitCodes.done);
  },
};
