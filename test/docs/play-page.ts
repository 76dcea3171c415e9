import * as assert from 'uvu/assert';
import { commandFaults, synopsisFaults } from './check-commands.js';
import { overDemo, stepWith, workflowFaults } from './check-workflow.js';
import { DocFolder, type Printed } from './doc-folder.js';
import { docPages, type Block, type Page } from './read-page.js';

/**
 * Goes through a page as a reader does: writes its files, checks its workflows and commands, and runs what it says is run.
 * @param run Whether to run; otherwise commands are only checked.
 * @returns The folder, as the page left it.
 */
export async function playPage(page: Page, run: boolean): Promise<DocFolder> {
  const folder = new DocFolder();
  for (const fixture of page.fixtures) makeFixture(fixture, folder);
  if (page.fixtures.some((name) => name.endsWith('.mjs')) || page.text.includes("from 'skysort'"))
    folder.installSkysort();
  let printed: Printed | undefined;
  for (const block of page.blocks) {
    writeBlock(block, folder);
    if (block.language === 'yaml') await checkYaml(block, folder);
    if (block.language === 'sh') printed = await playCommands(block, folder, page.small, run);
    if (block.language === 'text' && block.directive === undefined)
      assert.equal(await synopsisFaults(block.text), [], `${block.place} shows a usage that is none`);
    if (block.directive?.name === 'output' && run) checkOutput(block, printed);
  }
  return folder;
}

/** A program that another page writes is the one that the reader wrote there. */
function makeFixture(name: string, folder: DocFolder): void {
  if (!name.endsWith('.mjs')) {
    folder.makeFixture(name);
    return;
  }
  const blocks = docPages().flatMap((page) => page.blocks);
  const block = blocks.find(({ directive }) => directive?.name === 'file' && directive.value === name);
  assert.ok(block, `no page writes ${name}`);
  folder.write(name, block.text);
}

function writeBlock({ directive, text }: Block, folder: DocFolder): void {
  if (directive?.name === 'file') folder.write(directive.value, text);
  if (directive?.name === 'append') folder.append(directive.value, text);
}

async function checkYaml({ text, directive, place }: Block, folder: DocFolder): Promise<void> {
  if (directive?.name === 'shows') return;
  const part = directive?.name === 'append' ? `steps:\n${text}` : text;
  const whole = /^skysort:/m.test(part)
    ? part
    : overDemo(directive?.name === 'with' ? stepWith(directive.value, part) : part);
  assert.is(await workflowFaults(whole, folder.folder), '', `${place} is no valid workflow`);
}

async function playCommands(
  { text, directive, place }: Block,
  folder: DocFolder,
  small: readonly string[],
  run: boolean,
): Promise<Printed | undefined> {
  const own = (name: string) => folder.read(name);
  assert.equal(await commandFaults(text, own), [], `${place} has a command that is none`);
  if (directive?.name !== 'run' || !run) return undefined;
  const expected = Number(/exit (\d+)/.exec(directive.value)?.[1] ?? 0);
  const printed = folder.run(text, small);
  assert.is(printed.code, expected, `${place} ended with ${printed.code}:\n${text}\n${printed.text}`);
  return printed;
}

/** Every line of the block is in what was printed, in the same order; the clock in front of a run's lines is left out. */
function checkOutput({ text, place }: Block, printed: Printed | undefined): void {
  assert.ok(printed, `${place}: nothing was run above it`);
  const lines = printed.text.split('\n').map((line) => plain(line.replace(/^\d\d:\d\d /, '')));
  let from = 0;
  for (const expected of text.split('\n').map(plain)) {
    if (expected === '' || expected === '…') continue;
    const pattern = new RegExp(`^${expected.split('…').map(escaped).join('.*')}$`);
    const at = lines.findIndex((line, index) => index >= from && pattern.test(line));
    assert.ok(at !== -1, `${place}: no line "${expected}" in\n${printed.text}`);
    from = at + 1;
  }
}

/** Columns are as wide as what is in them. */
const plain = (line: string): string => line.trim().replace(/ +/g, ' ');

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
