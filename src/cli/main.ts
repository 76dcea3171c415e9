#!/usr/bin/env node
import type { Failure } from '../core/failure.js';
import { fail, type Result } from '../core/result.js';
import { commandHelp, parseInvocation, type Command, type Terminal } from './command.js';
import { exitCodeOf, exitCodes, type ExitCode } from './exit-codes.js';

/** Commands are loaded when they are asked for, so that none pays for another's libraries. */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  init: {
    summary: 'write a commented workflow to start from',
    load: async () => (await import('./init.js')).init,
  },
  validate: {
    summary: 'tell all that is wrong with a workflow',
    load: async () => (await import('./validate.js')).validate,
  },
  run: { summary: 'run what is stale of a workflow', load: async () => (await import('./run.js')).run },
  plan: { summary: 'say what a run would do, and why', load: async () => (await import('./plan.js')).plan },
  why: { summary: 'say what makes a step stale', load: async () => (await import('./why.js')).why },
  ls: { summary: 'list the runs', load: async () => (await import('./ls.js')).ls },
  show: { summary: 'show a run', load: async () => (await import('./show.js')).show },
  report: {
    summary: 'make the report of a run anew',
    load: async () => (await import('./report.js')).report,
  },
  view: {
    summary: 'follow a run in a browser, and look at what it made',
    load: async () => (await import('./view.js')).view,
  },
  kinds: {
    summary: 'list the kinds of steps, or explain one',
    load: async () => (await import('./kinds.js')).kinds,
  },
  verify: {
    summary: 'run steps again and compare their bytes',
    load: async () => (await import('./verify.js')).verify,
  },
  diff: { summary: 'name what differs between two runs', load: async () => (await import('./diff.js')).diff },
  export: {
    summary: 'copy a run with its outputs into a folder of its own',
    load: async () => (await import('./export.js')).exportCommand,
  },
  apply: {
    summary: 'take new images through a finished run into a catalogue',
    load: async () => (await import('./apply.js')).apply,
  },
  gc: { summary: 'remove what no run has used for long', load: async () => (await import('./gc.js')).gc },
  pin: { summary: 'keep a run from gc', load: async () => (await import('./pin.js')).pin },
  unpin: { summary: 'let gc collect a run again', load: async () => (await import('./unpin.js')).unpin },
  doctor: { summary: 'check what skysort needs', load: async () => (await import('./doctor.js')).doctor },
};

const hiddenCommands: typeof commands = {
  'exec-step': { summary: '', load: async () => (await import('./exec-step.js')).execStep },
};

function overview(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'usage: skysort COMMAND …',
    '',
    'Sort sky-survey images without labels: one YAML workflow in; clusters, maps,',
    'galleries and a report out.',
    '',
    'commands:',
    ...rows,
    '',
    'skysort COMMAND --help explains each. First steps:',
    '  skysort init && skysort run demo.yaml',
    '',
  ].join('\n');
}

async function main(argv: readonly string[], terminal: Terminal): Promise<Result<ExitCode>> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.stdout.write(overview());
    return { ok: true, value: name === undefined ? exitCodes.invalid : exitCodes.done };
  }
  if (name === '--version') {
    const { packageVersion } = await import('./package.js');
    terminal.stdout.write(`${packageVersion()}\n`);
    return { ok: true, value: exitCodes.done };
  }
  const command = await (commands[name] ?? hiddenCommands[name])?.load();
  if (command === undefined) {
    const { nearest } = await import('../config/nearest.js');
    const near = nearest(name, Object.keys(commands));
    const remedy = near === undefined ? 'see skysort --help' : `did you mean ${near}?`;
    return fail({
      reason: 'usage',
      found: `no command ${name}`,
      expected: Object.keys(commands).join(', '),
      remedy,
    });
  }
  const invocation = parseInvocation(command, rest);
  if (!invocation.ok) return invocation;
  if (invocation.value.has('help')) {
    terminal.stdout.write(commandHelp(command));
    return { ok: true, value: exitCodes.done };
  }
  const directory = invocation.value.value('directory');
  if (directory !== undefined) {
    try {
      process.chdir(directory);
    } catch {
      return fail({
        reason: 'usage',
        found: `-C ${directory}, which cannot be entered`,
        expected: 'a folder',
      });
    }
  }
  return command.run(invocation.value, terminal);
}

async function printFailure(failure: Failure, { stderr, environment }: Terminal): Promise<void> {
  const { failureMessage } = await import('../ui/failure-message.js');
  const { printDiagnostics } = await import('../ui/print-diagnostics.js');
  const color = stderr.isTTY && environment['NO_COLOR'] === undefined;
  stderr.write(
    failure.reason === 'invalid-workflow'
      ? printDiagnostics(failure.diagnostics, { color, ...(stderr.isTTY ? { columns: stderr.columns } : {}) })
      : `skysort: ${failureMessage(failure)}\n`,
  );
}

const terminal: Terminal = { stdout: process.stdout, stderr: process.stderr, environment: process.env };
const result = await main(process.argv.slice(2), terminal);
if (!result.ok) await printFailure(result.failure, terminal);
process.exitCode = result.ok ? result.value : exitCodeOf(result.failure);
