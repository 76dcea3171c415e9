import type { RunEventBody } from '../core/events.js';
import { endMarked, sendSignal } from './attempt-marker.js';
import { runJobs, type JobPorts, type JobSummary } from './run-job.js';
import type { JobPaths, RunnerMessage, WorkerMessage } from './worker-messages.js';

export type ServePorts = Omit<JobPorts, 'send' | 'signal' | 'threads'>;

/** Does one job after another, as the runner sends them, until the runner lets go. It must lead its own process group. */
export function serveJobs(ports: ServePorts): Promise<void> {
  return new Promise((resolve) => {
    let stop: AbortController | undefined;
    let current: { readonly jobPath: string; threads?: number } | undefined;
    let marker: string | undefined;
    const guard = (latest: string): void => {
      marker = latest;
      ports.guard(latest);
    };
    // The step stops at its next convenient place; a process that has no step has nothing to finish.
    process.on('SIGTERM', () => (stop === undefined ? process.exit() : stop.abort()));
    process.on('disconnect', () => {
      if (stop === undefined) resolve();
      else endWithPrograms(marker);
    });
    process.on('message', (message: RunnerMessage) => {
      if ('threads' in message) {
        // A word about a job that is done comes too late.
        if (current?.jobPath === message.jobPath) current.threads = message.threads;
        return;
      }
      const { jobPaths } = message;
      const job: typeof current = { jobPath: jobPaths[0] };
      current = job;
      stop = new AbortController();
      void serveJob(jobPaths, { ...ports, guard, threads: () => job.threads }, stop.signal).then(() => {
        stop = undefined;
        current = undefined;
        if (!process.connected) resolve();
      });
    });
  });
}

/** Nobody is left to take the result, and another run may be computing it already: nothing more is written. */
function endWithPrograms(marker: string | undefined): void {
  if (marker !== undefined) endMarked(marker);
  sendSignal(-process.pid, 'SIGKILL');
}

/** A throw here is a defect or a full disk: the process ends, and the runner tells its last words. */
async function serveJob(
  jobPaths: JobPaths,
  ports: ServePorts & Pick<JobPorts, 'threads'>,
  signal: AbortSignal,
): Promise<void> {
  const [jobPath] = jobPaths;
  const tell = (message: WorkerMessage): void => void process.send?.(message);
  const restore = keepProcessState();
  tell({ type: 'began', jobPath, rssBytes: process.memoryUsage.rss() });
  const send = (event: RunEventBody): void => tell({ type: 'event', jobPath, event });
  const summary = await runJobs(jobPaths, { ...ports, send, signal });
  restore();
  tell({ type: 'done', jobPath, rssBytes: process.memoryUsage.rss(), ...cleanliness(summary, signal) });
}

function cleanliness({ mayHaveChanged, hasStartedPrograms, untold }: JobSummary, signal: AbortSignal) {
  const isClean = !mayHaveChanged && !signal.aborted;
  return { isClean, hasStartedPrograms, ...(untold === undefined ? {} : { untold }) };
}

/** @returns What puts the working directory, the environment and the exit code back as they are now. */
function keepProcessState(): () => void {
  const folder = process.cwd();
  const environment = { ...process.env };
  return () => {
    if (process.cwd() !== folder) process.chdir(folder);
    for (const name of Object.keys(process.env)) {
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the environment is a dictionary.
      if (environment[name] === undefined) delete process.env[name];
    }
    Object.assign(process.env, environment);
    process.exitCode = undefined;
  };
}
