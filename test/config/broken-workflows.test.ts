// A table of mistakes: each file of test/fixtures/broken-workflows holds a title, what the test needs (`file PATH`, `set NAME=VALUE`),
// a workflow, and all that a person reads about it. DIR stands for the working directory.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { messagesOf } from './load.js';

const folder = join(repositoryRoot, 'test', 'fixtures', 'broken-workflows');
const cases = readdirSync(folder).sort();

for (const name of cases) {
  const text = readFileSync(join(folder, name), 'utf8');
  const [, head = '', workflow = '', expected = ''] =
    /^([^]*?)--- workflow\n([^]*?)--- messages\n([^]*)$/.exec(text) ?? [];
  const [title = '', ...needs] = head.trimEnd().split('\n');
  const needed = (kind: string) =>
    needs.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  test(`${title} is told with its place and what to do`, async () => {
    assert.match(expected, /\d+ problems? in /);
    const messages = await messagesOf(workflow, { files: needed('file'), sets: needed('set') });
    assert.fixture(messages, expected);
  });
}

test('the table is as long as it is meant to be', () => assert.ok(cases.length >= 40, String(cases.length)));

test.run();
