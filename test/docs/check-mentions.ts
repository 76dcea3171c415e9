// Code within the sentences of a page: commands, options and params that it names are there.
import { parseInvocation, type Command } from '../../src/cli/command.js';
import { findCommand, mentionFault } from './check-commands.js';
import { setsFault, workflowText, type OwnFile } from './check-names.js';
import type { Page } from './read-page.js';

/** Parameters of other programs that the docs name. */
const ofOthers = ['quantize_level'];

/** What is wrong with the code in a page's sentences and tables, each fault with its place. */
export async function mentionFaults(page: Page): Promise<string[]> {
  const prose = withoutBlocks(page.text);
  const own: OwnFile = (name) => {
    const parts = page.blocks.filter(({ directive }) => directive?.value === name);
    return parts.length === 0 ? undefined : parts.map(({ text }) => text).join('');
  };
  const commands = await commandsNamed(page.text);
  const faults: string[] = [];
  for (const { 1: code = '', index } of prose.matchAll(/`([^`]+)`/g)) {
    const above = page.text.slice(0, page.text.indexOf('\n', index));
    const fault = await codeFault(code.replaceAll('\n', ' '), { above, own, commands });
    const line = page.text.slice(0, index).split('\n').length;
    if (fault !== undefined) faults.push(`${page.path}:${line}: ${code}: ${fault}`);
  }
  return faults;
}

/** As long as the page, without blocks, and without the left cells of a table that tells what others call a thing. */
function withoutBlocks(text: string): string {
  const blank = (part: string): string => part.replace(/[^\n]/g, ' ');
  return text
    .replace(/^ *```[^]*?^ *```/gm, blank)
    .replace(/^\| there \|[^]*?\n\n/gm, (table) => table.replace(/^\|[^|]*/gm, blank));
}

async function commandsNamed(text: string): Promise<Command[]> {
  const names = new Set([...text.matchAll(/\bskysort ([a-z]+)/g)].map(([, name = '']) => name));
  const found = await Promise.all([...names].map(findCommand));
  return found.filter((command) => command !== undefined);
}

interface Surroundings {
  /** The page to the end of the line that has the code. */
  readonly above: string;
  readonly own: OwnFile;
  readonly commands: readonly Command[];
}

async function codeFault(code: string, around: Surroundings): Promise<string | undefined> {
  if (/^(?:npx |npm |skysort )/.test(code)) return mentionFault(code, around.own);
  if (code.startsWith('--')) {
    const isKnown = around.commands.some((command) => takes(command, code.split(' ')));
    if (!isKnown) return 'no command that the page names takes it';
  }
  const [, setting = ''] = /^(?:--set )?([a-z][a-z_.]*=\S+)$/.exec(code) ?? [];
  if (setting === '' || ofOthers.includes(setting.split('=')[0] ?? '')) return undefined;
  return settingFault(setting, around);
}

/** An option, with or without its value. */
function takes(command: Command, words: readonly string[]): boolean {
  const lenient = { ...command, arity: { least: 0, most: 0 } };
  return [words, [...words, 'VALUE']].some((args) => parseInvocation(lenient, args).ok);
}

/** A param with a value is that of a workflow that the page has named by then. */
async function settingFault(setting: string, { above, own }: Surroundings): Promise<string | undefined> {
  const files = new Set([...above.matchAll(/[\w-]+\.yaml/g)].map(([name]) => name));
  const faults: string[] = [];
  for (const file of files) {
    const text = workflowText(file, own);
    const fault = text === undefined ? undefined : await setsFault(text, [setting]);
    if (text !== undefined && fault === undefined) return undefined;
    if (fault !== undefined) faults.push(`${file}: ${fault}`);
  }
  return `no workflow named above takes it\n${faults.join('\n')}`;
}
