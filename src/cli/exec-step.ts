import { kinds } from '../steps/index.js';
import type { RunEventBody } from '../core/events.js';
import { ok } from '../core/result.js';
import { dieWithParent } from '../exec/parent-watch.js';
import { runJob } from '../exec/run-job.js';
import { writeAtomically } from '../store/atomic-file.js';
import { sealFile } from '../store/seal-file.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';

/** What a worker process runs, here and on a cluster: one step instance, from one job file. Not for people. */
export const execStep: Command = {
  name: 'exec-step',
  usage: 'JOB',
  summary: 'Runs the step of a job file; skysort run starts this itself.',
  arity: { least: 1, most: 1 },
  options: [],
  exits: [exitCodes.done],
  example: 'skysort exec-step runs/.cache/attempts/…/job.json',
  async run({ args }) {
    const hasParent = process.send !== undefined;
    if (hasParent) dieWithParent();
    const controller = new AbortController();
    process.on('SIGTERM', () => controller.abort());
    await runJob(args[0] ?? '', {
      kinds,
      sealFile,
      writeAtomically,
      send: (event: RunEventBody) => void process.send?.(event),
      clockMs: () => performance.now(),
      signal: controller.signal,
    });
    if (hasParent) process.disconnect();
    return ok(exitCodes.done);
  },
};
