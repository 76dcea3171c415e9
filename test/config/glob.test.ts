import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Folders } from '../../src/config/folders.js';
import { expandBraces, matchesSegment, parsePattern } from '../../src/config/glob-pattern.js';
import { matchFiles } from '../../src/config/match-files.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = temporaryFolder();

function folderWith(...paths: string[]): string {
  const folder = mkdtempSync(join(root, 'glob-'));
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  return folder;
}

const matches = (folder: string, pattern: string) =>
  matchFiles('', parsePattern(pattern), new Folders(folder));

function matchesName(pattern: string, name: string): boolean {
  const [segment] = parsePattern(pattern);
  return segment?.type === 'wild'
    ? matchesSegment(segment.pieces, name)
    : segment?.type === 'name' && segment.text === name;
}

test('wildcards match as in a shell', () => {
  const table: [string, string[], string[]][] = [
    ['*.tar', ['a.tar', '0.tar'], ['a.tar.gz', '.hidden.tar', 'tar']],
    ['a*b*c', ['abc', 'aXbYc', 'abbc'], ['ab', 'acb']],
    ['?.tar', ['a.tar', 'é.tar', '𝕏.tar'], ['ab.tar', '.tar']],
    ['[a-c]1', ['a1', 'c1'], ['d1', 'A1']],
    ['[!a-c]1', ['d1'], ['a1']],
    ['[^a]1', ['b1'], ['a1']],
    ['[]-]x', [']x', '-x'], ['ax']],
    ['[a', ['[a'], ['a']],
    ['\\*.tar', ['*.tar'], ['a.tar']],
    ['.*', ['.hidden'], ['seen']],
  ];
  for (const [pattern, right, wrong] of table) {
    for (const name of right) assert.ok(matchesName(pattern, name), `${pattern} should match ${name}`);
    for (const name of wrong)
      assert.not.ok(matchesName(pattern, name), `${pattern} should not match ${name}`);
  }
});

test('a name that a pattern was made from matches it', () => {
  const name = fc.stringMatching(/^[a-z0-9_]{1,12}$/);
  const cuts = fc.array(fc.tuple(fc.nat(11), fc.constantFrom('*', '?')), { maxLength: 4 });
  fc.assert(
    fc.property(name, cuts, (text, wild) => {
      const characters = text.split('');
      for (const [at, by] of wild) if (at < characters.length) characters[at] = by;
      assert.ok(matchesName(characters.join('').replaceAll(/\*+/g, '*'), text));
    }),
  );
});

test('many stars do not make matching slow', () => {
  assert.not.ok(matchesName(`${'*a'.repeat(60)}b`, 'a'.repeat(250)));
});

test('braces stand for alternatives, nested too, and without a comma for themselves', () => {
  assert.equal(expandBraces('{a,b}/{c,d{1,2}}.tar', 100), [
    'a/c.tar',
    'a/d1.tar',
    'a/d2.tar',
    'b/c.tar',
    'b/d1.tar',
    'b/d2.tar',
  ]);
  assert.equal(expandBraces('{a}', 100), ['{a}']);
  assert.equal(expandBraces('a{,b}', 100), ['a', 'ab']);
  assert.equal(expandBraces('{a,b', 100), ['{a,b']);
  assert.equal(expandBraces('\\{a,b}', 100), ['\\{a,b}']);
  assert.is(expandBraces('{a,b}{a,b}{a,b}', 7), undefined);
});

test('matches are sorted by their bytes, and not as a locale or UTF-16 would', async () => {
  const folder = folderWith('b', 'a', 'B', 'é', '\u{1f600}', '\uff5e', 'a-1', 'a.1');
  assert.equal(await matches(folder, '*'), ['B', 'a', 'a-1', 'a.1', 'b', 'é', '\uff5e', '\u{1f600}']);
});

test('two stars go through any number of folders, none included, but not into hidden ones', async () => {
  const folder = folderWith('a.tar', 'x/b.tar', 'x/y/c.tar', '.git/d.tar', 'x/y/z/e.txt');
  assert.equal(await matches(folder, '**/*.tar'), ['a.tar', 'x/b.tar', 'x/y/c.tar']);
  assert.equal(await matches(folder, 'x/**/c.tar'), ['x/y/c.tar']);
  assert.equal(await matches(folder, 'x/**'), ['x/b.tar', 'x/y/c.tar', 'x/y/z/e.txt']);
  assert.equal(await matches(folder, '**/x/**/y/**'), ['x/y/c.tar', 'x/y/z/e.txt']);
});

test('only files match at the end, and only folders before it', async () => {
  const folder = folderWith('a/x', 'b', 'c/x/y');
  assert.equal(await matches(folder, '*'), ['b']);
  assert.equal(await matches(folder, '*/x'), ['a/x']);
});

test('dots and doubled slashes in a pattern do not change the paths', async () => {
  const folder = folderWith('data/a.tar');
  assert.equal(await matches(folder, './data//*.tar'), ['data/a.tar']);
  assert.equal(await matches(join(folder, 'data'), '../data/*.tar'), ['../data/a.tar']);
});

test('links to files count, links to folders are followed where they are named, and a circle ends', async () => {
  const folder = folderWith('real/a.tar');
  symlinkSync(join(folder, 'real', 'a.tar'), join(folder, 'real', 'b.tar'));
  symlinkSync(folder, join(folder, 'real', 'circle'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'real', 'c.tar'));
  assert.equal(await matches(folder, '**/*.tar'), ['real/a.tar', 'real/b.tar']);
  assert.equal(await matches(folder, 'real/circle/real/a*'), ['real/circle/real/a.tar']);
  assert.equal(await matches(folder, 'real/*/real/a*'), ['real/circle/real/a.tar']);
});

test('a folder that cannot be read is remembered, not taken for empty', async () => {
  const folder = folderWith('locked/a.tar');
  chmodSync(join(folder, 'locked'), 0);
  const folders = new Folders(folder);
  await matchFiles('', parsePattern('locked/*.tar'), folders);
  // The superuser may read everything.
  if (process.getuid?.() !== 0) assert.is(folders.unreadable.get('locked'), 'EACCES');
  chmodSync(join(folder, 'locked'), 0o755);
});

test('what lies deeper is sorted among what does not, though it is found later', async () => {
  const folder = folderWith('z.txt', 'a/y.txt', 'a/b/x.txt', 'B/w.txt', 'm.txt');
  assert.equal(await matches(folder, '**/*.txt'), ['B/w.txt', 'a/b/x.txt', 'a/y.txt', 'm.txt', 'z.txt']);
});

test('a folder that can be reached in many ways is looked at once for each part of the pattern', async () => {
  class Counting extends Folders {
    nLists = 0;
    override list(path: string) {
      this.nLists += 1;
      return super.list(path);
    }
  }
  const depth = 9;
  const folder = folderWith(`${'d/'.repeat(depth)}x.txt`);
  const segments = parsePattern('**/d/**/d/**/d/**/*.txt');
  const folders = new Counting(folder);
  assert.is((await matchFiles('', segments, folders)).length, 1);
  assert.ok(folders.nLists <= segments.length * (depth + 1), `${folders.nLists} lists`);
});

test('an absolute pattern gives absolute paths', async () => {
  const folder = folderWith('a.tar');
  assert.equal(await matchFiles('/', parsePattern(`${folder}/*.tar`), new Folders('/')), [`${folder}/a.tar`]);
});

test.run();
