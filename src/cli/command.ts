import { parseArgs } from 'node:util';
import type { Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import type { FileSystem } from '../store/file-system.js';
import { formatCounted } from '../ui/format-quantity.js';
import { exitCodeMeanings, type ExitCode } from './exit-codes.js';

/** What a command may use of the process; tests pass their own streams, and a file system that fails. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The store's way to the disk; Node's own unless said otherwise. */
  readonly files?: FileSystem;
}

export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** The value's name in help, `N`; a switch has none. */
  readonly value?: string;
  readonly repeats?: boolean;
  readonly summary: string;
}

/** Arguments and options as the person gave them, checked against the command's own list. */
export interface Invocation {
  readonly args: readonly string[];
  has(option: string): boolean;
  /** The last value of an option. */
  value(option: string): string | undefined;
  values(option: string): readonly string[];
}

export interface Command {
  readonly name: string;
  /** What follows the command's name: `FILE [--jobs N]`. */
  readonly usage: string;
  readonly summary: string;
  /** How many arguments it takes; `most` may be Infinity. */
  readonly arity: { readonly least: number; readonly most: number };
  readonly options: readonly OptionSpec[];
  readonly exits: readonly ExitCode[];
  readonly example: string;
  run(invocation: Invocation, terminal: Terminal): Promise<Result<ExitCode>>;
}

/** Options that every command takes. */
const commonOptions: readonly OptionSpec[] = [
  { name: 'directory', short: 'C', value: 'DIR', summary: 'work as if started in DIR' },
  { name: 'runs', value: 'DIR', summary: 'where runs and the cache lie (default: $SKYSORT_RUNS, or runs)' },
  { name: 'help', short: 'h', summary: 'explain the command' },
];

export function parseInvocation(command: Command, argv: readonly string[]): Result<Invocation> {
  const specs = [...command.options, ...commonOptions];
  const options = Object.fromEntries(
    specs.map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(short && { short }),
      },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options,
      allowPositionals: true,
      strict: true,
    });
    const given = (name: string): string[] =>
      ((values[name] as (string | boolean)[] | undefined) ?? []).map(String);
    const isHelp = given('help').length > 0;
    const repeated = specs.find(
      (spec) => spec.value !== undefined && spec.repeats !== true && given(spec.name).length > 1,
    );
    if (repeated !== undefined)
      return usage(command, `--${repeated.name} ${given(repeated.name).length} times`, 'it once');
    const { least, most } = command.arity;
    if (!isHelp && (positionals.length < least || positionals.length > most)) {
      const expected =
        least === most ? `${least}` : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
      return usage(
        command,
        formatCounted(positionals.length, 'argument'),
        `${expected}: skysort ${command.name} ${command.usage}`,
      );
    }
    return ok({
      args: positionals,
      has: (option) => given(option).length > 0,
      value: (option) => given(option).at(-1),
      values: given,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const names = specs.map(({ name }) => `--${name}`).join(' ');
    return usage(
      command,
      (message.split('. ')[0] ?? message).replace(/^Unknown option/, 'an unknown option'),
      names,
    );
  }
}

function usage(command: Command, found: string, expected: string): Result<never> {
  return fail<Failure>({ reason: 'usage', found, expected, remedy: `see skysort ${command.name} --help` });
}

/** The text of `skysort COMMAND --help`, at most 80 columns wide. */
export function commandHelp(command: Command): string {
  const lines = [
    `usage: skysort ${command.name} ${command.usage}`.trimEnd(),
    '',
    ...wrap(command.summary, 80),
    '',
  ];
  lines.push('options:', ...[...command.options, ...commonOptions].flatMap(optionLines), '');
  lines.push(
    'exit codes:',
    ...command.exits.map((code) => `  ${String(code).padEnd(4)} ${exitCodeMeanings[code]}`),
    '',
  );
  lines.push('example:', `  ${command.example}`);
  return `${lines.join('\n')}\n`;
}

function optionLines({ name, short, value, summary, repeats }: OptionSpec): string[] {
  const long = `--${name}${value === undefined ? '' : ` ${value}`}${repeats === true ? ' …' : ''}`;
  const head = `  ${short === undefined ? '' : `-${short}, `}${long}`;
  const column = 26;
  const [first = '', ...rest] = wrap(summary, 80 - column);
  const start =
    head.length < column ? [`${head.padEnd(column)}${first}`] : [head, `${' '.repeat(column)}${first}`];
  return [...start, ...rest.map((line) => `${' '.repeat(column)}${line}`)];
}

export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
