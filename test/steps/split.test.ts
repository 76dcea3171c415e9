import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { readSplit } from '../../src/formats/split-file.js';
import { trainValidationSplit } from '../../src/numerics/train-validation-split.js';
import { split } from '../../src/steps/split.js';
import { runStep, type StepOutcome } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const header = 'index,source,member,camera,galaxy,status,reason';
const goodRow = (index: number, galaxy: string) => `${index},s.tar,m.fits,0,${galaxy},good,`;
const skippedRow = ',s.tar,m.fits,0,g9,skipped,constant image';

async function splitOf(rows: readonly string[], params: JsonObject = {}): Promise<StepOutcome> {
  const path = join(temporaryFolder(), 'catalogue.csv');
  writeFileSync(path, `${[header, ...rows].join('\n')}\n`);
  return runStep(split, { inputs: { catalogue: path }, params });
}

const failure = async (rows: readonly string[], params: JsonObject = {}): Promise<JsonObject> => {
  const { result } = await splitOf(rows, params);
  if (result.ok) throw new Error('it did not fail');
  return result.failure as unknown as JsonObject;
};

const ten = Array.from({ length: 10 }, (_, index) => goodRow(index, `g${Math.floor(index / 2)}`));

test('good images are split as scikit-learn splits them, skipped rows do not count', async () => {
  const outcome = await splitOf([skippedRow, ...ten, skippedRow]);
  assert.ok(outcome.result.ok);
  const text = readFileSync(outcome.path('split'), 'utf8');
  assert.is(text, '{"train":[4,9,1,6,7,3,0,5],"validation":[2,8]}\n');
  assert.equal(outcome.measures, { train: 8, validation: 2 });
});

test('the seed and the fraction are those asked for', async () => {
  const outcome = await splitOf(ten, { seed: 4, validation: 0.35 });
  const read = await readSplit(outcome.path('split'), 10);
  assert.ok(read.ok);
  assert.equal(read.value, trainValidationSplit(10, 0.35, 4));
});

test('grouping by galaxy keeps both images of each galaxy together', async () => {
  const outcome = await splitOf(ten, { group_by: 'galaxy' });
  const read = await readSplit(outcome.path('split'));
  assert.ok(read.ok);
  assert.is(read.value.validation.length, 2);
  assert.is(Math.floor(read.value.validation[0]! / 2), Math.floor(read.value.validation[1]! / 2));
});

test('too few good images, or galaxies, are an error that counts them', async () => {
  assert.is((await failure([skippedRow, goodRow(0, 'a')]))['found'], '1 good images');
  const one = [goodRow(0, 'a'), goodRow(1, 'a')];
  assert.is((await failure(one, { group_by: 'galaxy' }))['found'], '1 galaxies with good images');
  assert.is(
    (await failure([goodRow(0, 'a'), goodRow(1, '')], { group_by: 'galaxy' }))['found'],
    'no galaxy for image 1',
  );
});

test('a fraction that leaves nothing to train on is an error', async () => {
  const found = await failure(ten, { validation: 0.95 });
  assert.is(found['parameter'], 'validation');
  assert.match(found['expected'] as string, 'at most 0.9');
});

test('a seed that numpy would refuse is an error', async () => {
  assert.is((await failure(ten, { seed: 2 ** 32 }))['parameter'], 'seed');
  assert.ok((await splitOf(ten, { seed: 2 ** 32 - 1 })).result.ok);
});

test('a catalogue without its columns, or with gaps in its numbers, is told with the place', async () => {
  const path = join(temporaryFolder(), 'catalogue.csv');
  writeFileSync(path, 'a,b\n1,2\n');
  const { result } = await runStep(split, { inputs: { catalogue: path } });
  assert.ok(!result.ok && result.failure.reason === 'unreadable-input');
  assert.match(result.failure.found, 'a, b');
  assert.is((await failure([goodRow(0, 'a'), goodRow(2, 'b')]))['place'], 'row 2, column index');
});

test.run();
