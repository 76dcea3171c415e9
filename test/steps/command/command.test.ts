import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { command } from '../../../src/steps/command.js';
import { inputFile, runStep } from '../../support/run-step.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

test('copies of inputs stay in the private folder, whatever they are called', async () => {
  const folder = temporaryFolder();
  const source = join(folder, 'source.txt');
  const victim = join(folder, 'victim.txt');
  writeFileSync(source, 'new');
  writeFileSync(victim, 'precious');
  const out = { out: { file: 'out.txt', type: 'file', summary: 'The output.' } } as const;
  const run = (input: string, file: string) =>
    runStep(command, {
      inputs: { [input]: { form: 'one', artifact: { form: 'files', files: [inputFile(source, file)] } } },
      params: { command: ['true'] },
      outputs: out,
    });
  const up = '../'.repeat(20);
  const hostile = [
    [`${up}${folder}`, 'victim.txt'],
    ['x', `${up}${victim}`],
    ['..', 'victim.txt'],
  ] as const;
  for (const [input, file] of hostile) {
    let message = 'nothing';
    await run(input, file).catch((error: unknown) => (message = String(error)));
    assert.match(message, /leads out of the folder that it belongs in/);
  }
  assert.is(readFileSync(victim, 'utf8'), 'precious');
});

test.run();
