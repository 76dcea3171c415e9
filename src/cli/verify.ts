import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { InstanceId } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import type { Plan } from '../core/plan.js';
import { fail, ok, type Result } from '../core/result.js';
import { verifyPlan, type VerifiedInstance } from '../core/verify-plan.js';
import { LocalExecutor } from '../exec/local-executor.js';
import { machineMemoryBytes } from '../exec/memory-use.js';
import { RunHistory } from '../store/run-history.js';
import { verifiedText, verifySummary } from '../ui/verify-text.js';
import type { Command, Invocation, Terminal } from './command.js';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.js';
import { findRun } from './find-run.js';
import { listenForInterrupts } from './interrupts.js';
import { checkNames, readWorkflow } from './read-workflow.js';
import { openWorkspace, type Workspace } from './workspace.js';

const graceMs = 5000;

export const verify: Command = {
  name: 'verify',
  usage: 'FILE|RUN [--step STEP]… [--set P=V]…',
  summary:
    'Runs steps again from their stored inputs, in private, and holds every output against the stored one: the same bytes, or which file differs. Publishes nothing. Of a run, its workflow file is read again with the params of the run. Exit code 3 when something differs, or is not in the store.',
  arity: { least: 1, most: 1 },
  options: [
    { name: 'step', value: 'STEP', repeats: true, summary: 'only this step, all its cells, or one cell' },
    { name: 'set', value: 'P=V', repeats: true, summary: 'override a param of the file' },
  ],
  exits: [0, 1, 2, 3, 4, 5, 130],
  example: 'skysort verify demo --step clusters',
  async run(invocation, terminal) {
    const workspace = openWorkspace(invocation, terminal);
    const subject = await readSubject(invocation, workspace);
    if (!subject.ok) return subject;
    const named = checkNames(subject.value.plan, 'step', invocation.values('step'));
    if (!named.ok) return named;
    const interrupts = listenForInterrupts(() => undefined);
    const verified = await verifySubject(subject.value, {
      ...{ workspace, terminal, steps: new Set(invocation.values('step')) },
      ...{ stop: interrupts.stop, kill: interrupts.kill },
    });
    interrupts.close();
    if (!verified.ok) return verified;
    terminal.stdout.write(verifySummary(verified.value));
    return ok(interrupts.stop.aborted ? exitCodes.interrupted : exitCodeOfVerdicts(verified.value));
  },
};

interface Subject {
  readonly plan: Plan;
  /** The run whose results are asked for; the store's newest when a file was named. */
  readonly manifest?: Manifest;
}

async function readSubject(invocation: Invocation, { layout }: Workspace): Promise<Result<Subject>> {
  const [name = ''] = invocation.args;
  const sets = invocation.values('set');
  if (existsSync(name) && statSync(name).isFile()) {
    const read = await readWorkflow(name, sets);
    return read.ok ? ok({ plan: read.value }) : read;
  }
  const found = findRun(layout, name);
  if (!found.ok) return found;
  if (sets.length > 0)
    return fail({ reason: 'usage', found: '--set with a run', expected: 'the params of the run itself' });
  const { manifest } = found.value;
  const params = Object.entries(manifest.params).map(([param, value]) => `${param}=${JSON.stringify(value)}`);
  const read = await readWorkflow(manifest.file, params);
  return read.ok ? ok({ plan: read.value, manifest }) : read;
}

interface Verification {
  readonly workspace: Workspace;
  readonly terminal: Terminal;
  readonly steps: ReadonlySet<string>;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

async function verifySubject(
  { plan, manifest }: Subject,
  { workspace, terminal, steps, stop, kill }: Verification,
): Promise<Result<readonly VerifiedInstance[]>> {
  const { layout, store, memo } = workspace;
  const lease = await store.takePrivateLease('verify');
  if (!lease.ok) return lease;
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const executor = new LocalExecutor({ command: [process.execPath, main, 'exec-step'], graceMs });
  const killAll = (): void => executor.killAll();
  kill.addEventListener('abort', killAll);
  process.on('exit', killAll);
  const keys = new Map(manifest?.instances.map(({ id, key }) => [id, key]));
  try {
    const { environment } = terminal;
    const history = new RunHistory(layout, store, plan.name);
    return await verifyPlan(
      plan,
      { kinds: plan.kinds, store, digests: memo, history, environment, executor, emit: () => undefined },
      {
        jobs: availableParallelism(),
        memoryBytes: machineMemoryBytes(),
        signal: stop,
        lease: lease.value,
        wants: ({ step, id }) => steps.size === 0 || steps.has(step) || steps.has(id),
        expectedKey: (id: InstanceId) => keys.get(id),
        onVerified: (one) => void terminal.stdout.write(verifiedText(one)),
      },
    );
  } finally {
    killAll();
    process.off('exit', killAll);
    await lease.value.release();
  }
}

function exitCodeOfVerdicts(verified: readonly VerifiedInstance[]): ExitCode {
  const failures = verified.flatMap(({ verdict }) => (verdict.state === 'failed' ? [verdict.failure] : []));
  const [failure] = failures;
  if (failure !== undefined) return exitCodeOf(failure);
  return verified.every(({ verdict }) => verdict.state === 'same') ? exitCodes.done : exitCodes.stale;
}
