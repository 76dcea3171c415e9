// Every page of the docs: its workflows are valid, its commands exist, its links lead somewhere; pages whose commands are quick are run.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kindNames } from '../../src/steps/load-kind.js';
import { repositoryRoot } from '../support/repository.js';
import { findCommand } from './check-commands.js';
import { mentionFaults } from './check-mentions.js';
import { packedNameFaults } from './check-npm.js';
import { DocFolder } from './doc-folder.js';
import { playPage } from './play-page.js';
import { anchorsOf, docPages, linksOf, readPage } from './read-page.js';
import { pagesRunSlowly } from './slow-pages.js';

const pages = docPages();

for (const page of pages) {
  const isRun = !pagesRunSlowly.includes(page.path);
  const does = isRun ? 'what it says is run runs' : 'its workflows are valid, and its commands exist';
  test(`${page.path}: ${does}`, async () => {
    await playPage(page, isRun);
  });
}

test('every link and picture leads to a file, and to a heading that is there', () => {
  for (const { target, from } of pages.flatMap(linksOf)) {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? from : normalize(join(dirname(from), path));
    assert.ok(existsSync(join(repositoryRoot, file)), `${from}: ${target} leads nowhere`);
    if (anchor === undefined) continue;
    const page = pages.find((one) => one.path === file);
    assert.ok(page, `${from}: ${target}: only pages of the docs are known by their headings`);
    assert.ok(anchorsOf(page).includes(anchor), `${from}: ${target}: no such heading`);
  }
});

test('every page is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const path of reached) {
    const page = pages.find((one) => one.path === path);
    for (const { target } of page === undefined ? [] : linksOf(page))
      reached.add(normalize(join(dirname(path), target.split('#')[0] ?? '')));
  }
  assert.equal(
    pages.map(({ path }) => path).filter((path) => !reached.has(path)),
    [],
  );
});

test('the README names every command', () => {
  const { text } = new DocFolder().run('skysort --help');
  const commands = [...text.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name = '']) => name);
  assert.ok(commands.includes('run') && commands.length > 10, text);
  const readme = pages[0]?.text ?? '';
  const missing = commands.filter((name) => !new RegExp(`\`(skysort )?${name}[ \`]`).test(readme));
  assert.equal(missing, []);
});

test('every command of skysort that a sentence names is there', async () => {
  for (const { path, text } of pages) {
    const named = [...text.matchAll(/(?:`|^ {4})(?:npx )?skysort ([a-z][a-z-]*)/gm)].map(
      ([, name = '']) => name,
    );
    for (const name of new Set(named)) assert.ok(await findCommand(name), `${path}: skysort ${name}`);
  }
});

// docs/kinds.md is made from the kinds, and its `k=3` are cells.
for (const page of pages.filter(({ path }) => path !== 'docs/kinds.md'))
  test(`${page.path}: commands, options and params in its sentences are there`, async () => {
    assert.equal(await mentionFaults(page), []);
    assert.equal(packedNameFaults(page.text), []);
  });

test('the commands of bench/README.md exist', async () => {
  const page = readPage('bench/README.md');
  await playPage(page, false);
  assert.equal(await mentionFaults(page), []);
});

test('the docs name every kind of step, beside the reference', () => {
  const texts = pages.filter(({ path }) => path !== 'docs/kinds.md').map(({ text }) => text);
  const missing = kindNames.filter(
    (name) => !texts.some((text) => new RegExp(`(\`|uses: )${name}\\b`).test(text)),
  );
  assert.equal(missing, []);
});

test('the README lists every workflow of the package', () => {
  const workflows = readdirSync(join(repositoryRoot, 'workflows')).filter((name) => name.endsWith('.yaml'));
  assert.ok(workflows.includes('galaxies.yaml'));
  const readme = pages[0]?.text ?? '';
  const missing = workflows.filter((name) => !readme.includes(`\`${name.slice(0, -'.yaml'.length)}\``));
  assert.equal(missing, []);
});

test('every file of the repository that the docs name is there', () => {
  for (const { path, text } of pages) {
    const named = [...text.matchAll(/`((?:src|test|bench|scripts|workflows|schemas|docs)\/[\w./-]+)`/g)];
    for (const [, file = ''] of named) assert.ok(existsSync(join(repositoryRoot, file)), `${path}: ${file}`);
  }
});

test.run();
