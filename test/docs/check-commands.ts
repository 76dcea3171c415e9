import { failureMessage } from '../../src/ui/failure-message.js';
import { parseInvocation, type Command } from '../../src/cli/command.js';
import { namesFault, type OwnFile } from './check-names.js';
import { npmFault } from './check-npm.js';

/**
 * What is wrong with the commands of a script: with skysort's by their own options and by the names that they are given, with npm's by
 * package.json.
 */
export async function commandFaults(script: string, own: OwnFile = () => undefined): Promise<string[]> {
  const lines = script.replaceAll('\\\n', ' ').split(/\n|&&|\|/);
  const faults = await Promise.all(
    lines.map(async (line) => globFault(line) ?? (await lineFault(wordsOf(line), own))),
  );
  return faults.filter((fault) => fault !== undefined);
}

/** zsh runs no command with a pattern that no file matches, where other shells hand it on. */
function globFault(line: string): string | undefined {
  const [bare = ''] = line.replace(/'[^']*'|"[^"]*"/g, '').split(/(?:^|\s)#/);
  if (!/^\s*(?:npx )?skysort /.test(bare)) return undefined;
  return /[[\]*?]/.test(bare) ? `${line.trim()}: a word with *, ? or brackets wants quotes` : undefined;
}

/** The words of a line as a shell takes them, without what `#` begins. */
function wordsOf(line: string): string[] {
  const words = [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/['"]/g, ''),
  );
  const end = words.findIndex((word) => word.startsWith('#') || word.startsWith('>'));
  return end === -1 ? words : words.slice(0, end);
}

async function lineFault(
  [first = '', ...rest]: readonly string[],
  own: OwnFile,
): Promise<string | undefined> {
  if (first === 'npx') return lineFault(rest, own);
  if (first === 'npm') return npmFault(rest);
  return first === 'skysort' ? skysortFault(rest, own) : undefined;
}

async function skysortFault(
  [name = '', ...args]: readonly string[],
  own: OwnFile,
): Promise<string | undefined> {
  if (name.startsWith('--')) return undefined;
  const command = await findCommand(name);
  if (command === undefined) return `there is no command skysort ${name}`;
  const parsed = parseInvocation(command, args);
  const fault = parsed.ok ? await namesFault(name, parsed.value, own) : failureMessage(parsed.failure);
  return fault === undefined ? undefined : `skysort ${name} ${args.join(' ')}: ${fault}`;
}

/** What is wrong with a command that a sentence names, of which words may be missing: `skysort run --set`, `skysort kinds [KIND]`. */
export async function mentionFault(code: string, own: OwnFile): Promise<string | undefined> {
  const [first = '', name = '', ...args] = wordsOf(code).filter((word) => word !== 'npx');
  if (first === 'npm') return npmFault([name, ...args].filter((word) => word !== ''));
  if (first !== 'skysort' || name === '' || /^[A-Z]+$/.test(name)) return undefined;
  const command = await findCommand(name);
  if (command === undefined) return `there is no command skysort ${name}`;
  if (/ \[/.test(code)) {
    const known = command.usage.split(' ');
    return args.every((word) => known.includes(word)) ? undefined : `its usage is ${name} ${command.usage}`;
  }
  const wantsValue = command.options.some(
    (one) => one.value !== undefined && `--${one.name}` === args.at(-1),
  );
  const lenient = { ...command, arity: { ...command.arity, least: 0 } };
  const parsed = parseInvocation(lenient, wantsValue ? [...args, 'a=…'] : args);
  return parsed.ok ? namesFault(name, parsed.value, own) : failureMessage(parsed.failure);
}

/** What is wrong with lines that show how a command is used, `skysort apply RUN FILES… [--out DIR]`: they are its own usage. */
export async function synopsisFaults(text: string): Promise<string[]> {
  const faults = [...text.matchAll(/^skysort ([a-z-]+) (.*(?:\[|[A-Z]{2}).*)$/gm)].map(
    async ([line, name = '', usage]) => {
      const command = await findCommand(name);
      return command?.usage === usage ? undefined : `${line}: its usage is ${command?.usage ?? 'none'}`;
    },
  );
  return (await Promise.all(faults)).filter((fault) => fault !== undefined);
}

/** A command by its name; undefined when there is none. */
export async function findCommand(name: string): Promise<Command | undefined> {
  if (!/^[a-z-]+$/.test(name)) return undefined;
  try {
    const module = (await import(`../../src/cli/${name}.js`)) as Record<string, Partial<Command>>;
    return Object.values(module).find((one) => one.name === name) as Command | undefined;
  } catch {
    return undefined;
  }
}
