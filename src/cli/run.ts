import { ok, fail } from '../core/result.js';
import { failureHeadline } from '../ui/failure-message.js';
import { gcLine } from '../ui/gc-text.js';
import { jsonPrinter } from '../ui/json.js';
import { plainPrinter } from '../ui/plain.js';
import { canShowScreen } from '../ui/can-show-screen.js';
import type { RunPrinter } from '../ui/run-printer.js';
import type { Command, Invocation, Terminal } from './command.js';
import { executeRun, type RunReport } from './execute-run.js';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.js';
import { listenForInterrupts } from './interrupts.js';
import { keepWithinBounds } from './keep-within-bounds.js';
import { parseJobs } from './parse-jobs.js';
import { choosePart, readWorkflow } from './read-workflow.js';
import { openWorkspace, type Workspace } from './workspace.js';

export const run: Command = {
  name: 'run',
  usage: 'FILE [--set P=V]… [--target STEP]… [--force STEP]… [--jobs N]',
  summary:
    'Runs what is stale of a workflow and leaves a run folder with every output. What is fresh comes from the cache. The path of the report, or of the run folder, goes to standard output; everything else to standard error.',
  arity: { least: 1, most: 1 },
  options: [
    {
      name: 'set',
      value: 'P=V',
      repeats: true,
      summary: "override a param of the file; V is YAML: --set 'k=[2,3,4]'",
    },
    { name: 'target', value: 'STEP', repeats: true, summary: 'run only this step and what it needs' },
    { name: 'force', value: 'STEP', repeats: true, summary: 'run this step even if it is fresh' },
    { name: 'jobs', short: 'j', value: 'N', summary: 'cores to use in all (default: as many as there are)' },
    { name: 'keep-going', summary: 'after a failure, go on with steps that do not need the failed one' },
    { name: 'plain', summary: 'print lines instead of a live screen; so too when there is no terminal' },
    { name: 'json', summary: 'print one JSON event a line to standard output' },
  ],
  exits: [0, 1, 2, 4, 5, 130],
  example: "skysort run workflows/galaxies.yaml --set 'k=[2,3,4]'",
  async run(invocation, terminal) {
    const jobs = parseJobs(invocation.value('jobs'));
    if (!jobs.ok) return jobs;
    if (invocation.has('json') && invocation.has('plain'))
      return fail({ reason: 'usage', found: '--json and --plain together', expected: 'one of them' });
    const [file = ''] = invocation.args;
    const read = await readWorkflow(file, invocation.values('set'));
    if (!read.ok) return read;
    const force = invocation.values('force');
    const part = choosePart(read.value, { targets: invocation.values('target'), force });
    if (!part.ok) return part;
    const workspace = openWorkspace(invocation, terminal);
    const printer = await choosePrinter(invocation, terminal);
    const interrupts = listenForInterrupts(() => printer.interrupted());
    const ran = await executeRun({
      plan: part.value,
      workspace,
      ...(jobs.value === undefined ? {} : { jobs: jobs.value }),
      keepGoing: invocation.has('keep-going'),
      force: new Set(force),
      environment: terminal.environment,
      command: commandLine(file, invocation),
      signal: interrupts.stop,
      killSignal: interrupts.kill,
      onEvent: (event) => printer.event(event),
    });
    await printer.close();
    interrupts.close();
    if (!ran.ok) return ran;
    await tidyCache(ran.value, workspace, terminal);
    if (!invocation.has('json')) terminal.stdout.write(`${ran.value.report ?? ran.value.runFolder}\n`);
    return ok(exitCodeOfRun(ran.value));
  },
};

/** Trouble with it is told, and is none of the run, which has ended well. */
async function tidyCache(report: RunReport, workspace: Workspace, terminal: Terminal): Promise<void> {
  const kept = await keepWithinBounds(workspace, report.publishedBytes, terminal.environment);
  const line = kept.ok
    ? kept.value && gcLine(kept.value)
    : `warning: the cache was not brought within its bounds: ${failureHeadline(kept.failure)}`;
  if (line !== undefined) terminal.stderr.write(`${line}\n`);
}

async function choosePrinter(
  invocation: Invocation,
  { stdout, stderr, environment }: Terminal,
): Promise<RunPrinter> {
  if (invocation.has('json')) return jsonPrinter(stdout);
  if (invocation.has('plain') || !canShowScreen(stderr, environment)) return plainPrinter(stderr);
  // Loaded only here: the screen's libraries take longer than a run that has nothing to do.
  const { screenPrinter } = await import('../ui/screen-printer.js');
  return screenPrinter({ stream: stderr, env: environment, nowMs: () => performance.now() });
}

function exitCodeOfRun({ state, failures }: RunReport): ExitCode {
  if (state === 'done') return exitCodes.done;
  if (state === 'cancelled') return exitCodes.interrupted;
  const codes = failures.map(exitCodeOf);
  return codes.find((code) => code !== exitCodes.stepFailed) ?? exitCodes.stepFailed;
}

/** The command that repeats this run, as a person would type it. */
function commandLine(file: string, invocation: Invocation): string {
  const sets = invocation.values('set').map((set) => `--set ${shellQuoted(set)}`);
  return ['skysort run', shellQuoted(file), ...sets].join(' ');
}

function shellQuoted(text: string): string {
  return /^[A-Za-z0-9_./=:,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
