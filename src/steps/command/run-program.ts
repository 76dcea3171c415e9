import type { Readable } from 'node:stream';
import { fail, ok, type Result } from '../../core/result.js';
import type { StepContext } from '../../core/step.js';
import { outputLines } from './output-lines.js';

export interface Program {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const stderrTailCharacters = 2000;
/** How long what a program left behind may go on holding its output, as the last part of a pipeline may. */
const leftBehindMs = 2000;

/** Runs a program in the step's private folder, and ends whatever it leaves running. */
export async function runProgram(
  context: StepContext<unknown>,
  { argv, environment }: Program,
): Promise<Result<void>> {
  // Loaded only here: other steps' workers do without it.
  const { execa } = await import('execa');
  const [program = '', ...args] = argv;
  let stderrTail = '';
  const running = execa(program, args, {
    cwd: context.scratchFolder,
    env: { ...environment, ...context.programs.environment() },
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: context.signal,
    forceKillAfterDelay: 3000,
  });
  tellLines(running.stdout, (line) => context.line('stdout', line));
  tellLines(running.stderr, (line) => {
    stderrTail = `${stderrTail}${line}\n`.slice(-stderrTailCharacters);
    context.line('stderr', line);
  });
  const timers: NodeJS.Timeout[] = [];
  running.once('exit', () => {
    timers.push(setTimeout(() => context.programs.endLeftBehind(), leftBehindMs));
    // Where the system does not show its processes they cannot be found; the step ends all the same.
    timers.push(setTimeout(() => closePipes(running.stdout, running.stderr), 2 * leftBehindMs));
  });
  const ended = await running;
  for (const timer of timers) clearTimeout(timer);
  context.programs.endLeftBehind();
  if (ended.exitCode === 0) return ok();
  if (context.signal.aborted) return fail({ reason: 'cancelled' });
  return fail({
    reason: 'command-failed',
    argv,
    ...(ended.exitCode === undefined ? {} : { exitCode: ended.exitCode }),
    ...(ended.signal === undefined ? {} : { signal: ended.signal }),
    ...(ended.code === undefined ? {} : { cause: ended.code }),
    stderrTail,
  });
}

function tellLines(stream: Readable, tell: (line: string) => void): void {
  const lines = outputLines(tell);
  stream.on('data', (bytes: Uint8Array) => lines.write(bytes));
  stream.once('close', () => lines.end());
}

function closePipes(...pipes: readonly Readable[]): void {
  for (const pipe of pipes) pipe.destroy();
}
