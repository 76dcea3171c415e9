import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureMessage } from '../../src/ui/failure-message.js';
import { parseInvocation, type Command } from '../../src/cli/command.js';
import { repositoryRoot } from '../support/repository.js';

const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What is wrong with the commands of a script: skysort's by their own options, npm's by the scripts of the package. */
export async function commandFaults(script: string): Promise<string[]> {
  const lines = script.replaceAll('\\\n', ' ').split(/\n|&&|\|/);
  const faults = await Promise.all(
    lines.map(async (line) => globFault(line) ?? (await lineFault(wordsOf(line)))),
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

async function lineFault([first = '', ...rest]: readonly string[]): Promise<string | undefined> {
  if (first === 'npx') return lineFault(rest);
  if (first === 'skysort') return skysortFault(rest);
  if (first !== 'npm') return undefined;
  const name = rest[0] === 'run' ? rest.find((word, i) => i > 0 && !word.startsWith('-')) : rest[0];
  if (name !== undefined && (['install', 'link', 'pack'].includes(name) || name in scripts)) return undefined;
  return `package.json has no script ${name ?? ''}`;
}

async function skysortFault([name = '', ...args]: readonly string[]): Promise<string | undefined> {
  if (name.startsWith('--')) return undefined;
  const command = await findCommand(name);
  if (command === undefined) return `there is no command skysort ${name}`;
  const parsed = parseInvocation(command, args);
  return parsed.ok ? undefined : `skysort ${name} ${args.join(' ')}: ${failureMessage(parsed.failure)}`;
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
