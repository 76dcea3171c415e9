import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stepInputs } from '../../../src/exec/step-inputs.js';
import { copyInputs } from '../../../src/steps/command/copy-inputs.js';
import { inputFile } from '../../support/run-step.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

function namedInput() {
  const path = join(temporaryFolder(), 'a.txt');
  writeFileSync(path, 'stars');
  const file = inputFile(path);
  return { path, inputs: stepInputs({ text: { form: 'one', artifact: { form: 'file', file } } }) };
}

test('a program gets copies of its inputs below a folder of their name', async () => {
  const { inputs } = namedInput();
  const folder = temporaryFolder();
  const copied = await copyInputs(inputs, folder);
  assert.equal(copied.ok && [...copied.value], [['text', ['inputs/text/a.txt']]]);
  assert.is(readFileSync(join(folder, 'inputs/text/a.txt'), 'utf8'), 'stars');
});

test('a file that changed since it was hashed is no input, even when its size is the same', async () => {
  const { inputs, path } = namedInput();
  writeFileSync(path, 'moons');
  const copied = await copyInputs(inputs, temporaryFolder());
  if (copied.ok) throw new Error('other content was copied');
  assert.is(copied.failure.reason, 'unreadable-input');
  assert.match(JSON.stringify(copied.failure), /other content than when the run began/);
});

test.run();
