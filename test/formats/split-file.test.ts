import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSplit, writeSplit } from '../../src/formats/split-file.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const path = join(temporaryFolder(), 'split.json');

async function trouble(text: string, nImages?: number): Promise<string> {
  writeFileSync(path, text);
  const result = await readSplit(path, nImages);
  if (result.ok) throw new Error('it was read');
  return `${String(result.failure.place)}: ${result.failure.found}; ${result.failure.expected}`;
}

test('a split reads back in its order', async () => {
  await writeSplit(path, { train: [3, 0], validation: [2, 1] });
  assert.equal(await readSplit(path, 4), { ok: true, value: { train: [3, 0], validation: [2, 1] } });
});

test('what is no split is told with the place', async () => {
  assert.match(await trouble('{'), 'not JSON');
  assert.match(await trouble('null'), 'train: nothing');
  assert.match(await trouble('{"train":[0],"validation":[1.5]}'), 'validation[0]: 1.5');
  assert.match(await trouble('{"train":[0],"validation":[0]}'), 'validation[0]: 0 a second time');
  assert.match(await trouble('{"train":[0],"validation":[4]}', 4), 'a whole number from 0 to 3');
});

test.run();
