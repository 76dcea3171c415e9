import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunFile } from '../../src/view/find-file.js';
import { isLineStart, readLines } from '../../src/view/read-lines.js';
import { temporaryFolder } from '../support/temporary-folder.js';

function eventsWith(text: string): RunFile {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'events.ndjson'), text);
  const places = [{ path: join(folder, 'events.ndjson'), within: folder }];
  return { name: 'events.ndjson', isReport: false, places };
}

/** More than twice what is read at once. */
const long = 'x'.repeat(600 * 1024);

test('a line longer than what is read at once is one line, before and after others', async () => {
  const file = eventsWith(`a\n${long}\nb\n`);
  assert.equal(await readLines(file, 0), [{ text: 'a', end: 2 }]);
  const [line, ...rest] = await readLines(file, 2);
  assert.ok(line);
  assert.is(line.text.length, long.length);
  assert.is(line.end, 2 + long.length + 1);
  assert.ok(rest.every(({ text }) => text === 'b'));
  assert.equal(await readLines(file, line.end), [{ text: 'b', end: line.end + 2 }]);
});

test('a line without an end is left for later, however long it is, and its place is kept', async () => {
  for (const torn of ['b', long]) {
    const file = eventsWith(`é\n${torn}`);
    assert.equal(await readLines(file, 0), [{ text: 'é', end: 3 }]);
    assert.equal(await readLines(file, 3), []);
  }
});

test('a line begins at the start of the file and after a line break, and nowhere else', async () => {
  const file = eventsWith('ab\ncd\n');
  const starts = await Promise.all([0, 1, 2, 3, 4, 6, 7].map((place) => isLineStart(file, place)));
  assert.equal(starts, [true, false, false, true, false, true, false]);
});

test.run();
