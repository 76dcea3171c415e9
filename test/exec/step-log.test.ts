import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stepLog } from '../../src/exec/step-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('lines are kept in a file that is made with the first of them', () => {
  const path = join(temporaryFolder(), 'logs', 'step.log');
  const silent = stepLog(path);
  silent.close();
  assert.not(existsSync(path));
  const log = stepLog(path);
  log.line('one');
  log.line('two');
  log.close();
  assert.is(readFileSync(path, 'utf8'), 'one\ntwo\n');
});

test('a further attempt goes on in the same file', () => {
  const path = join(temporaryFolder(), 'step.log');
  for (const text of ['first', 'second']) {
    const log = stepLog(path);
    log.line(text);
    log.close();
  }
  assert.is(readFileSync(path, 'utf8'), 'first\n--- next attempt ---\nsecond\n');
});

test('what is printed is in the file before the step has ended', async () => {
  const path = join(temporaryFolder(), 'step.log');
  const log = stepLog(path);
  log.line('now');
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.is(readFileSync(path, 'utf8'), 'now\n');
  log.close();
});

test('a log that cannot be written is given up without a word', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  const log = stepLog(join(file, 'step.log'));
  log.line('lost');
  log.close();
  assert.is(readFileSync(file, 'utf8'), '');
});

test.run();
