import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { histogram } from '../../src/steps/histogram.js';
import { runStep, type StepRun } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();
const table = await files.table(
  'stats.csv',
  ['index', 'noise', 'camera', 'name'],
  [
    [2, 3, 'c', 'x'],
    [0, 1, 'a', 'y'],
    [1, 2, 'a', 'z'],
    [3, '', 'c', 'w'],
    ['', 99, 'b', 'skipped'],
  ],
);

async function drawn(run: StepRun): Promise<string> {
  const outcome = await runStep(histogram, run);
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  assert.ok(existsSync(join(outcome.path('figure'), 'figure.png')));
  return readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
}

async function found(run: StepRun): Promise<string> {
  const { result } = await runStep(histogram, run);
  assert.ok(!result.ok && 'found' in result.failure, 'expected a failure');
  return result.failure.found;
}

test('a column is counted over the images, those without a value told of; rows of no image have no part', async () => {
  const svg = await drawn({ inputs: { table }, params: { column: 'noise', bins: 2, x_name: 'noise (ADU)' } });
  assert.match(svg, '3 values; 1 left out: no number');
  assert.match(svg, 'noise (ADU)');
  assert.is(svg.match(/z(?=["M])/g)?.length, 2);
});

test('rows are counted as rows', async () => {
  const counts = await drawn({ inputs: { table }, params: { column: 'noise', counted: 'rows' } });
  assert.match(counts, '>rows<');
  const shares = await drawn({
    inputs: { table },
    params: { column: 'noise', counted: 'rows', height: 'shares' },
  });
  assert.match(shares, '>share of the rows<');
});

test('a number that is not there is left out however a program writes it', async () => {
  const cells = ['NaN', 'nan', '-inf', 'Infinity', ' nan ', '', '5', '6'];
  const gaps = await files.table(
    'gaps.csv',
    ['index', 'noise'],
    cells.map((cell, i) => [i, cell]),
  );
  const svg = await drawn({ inputs: { table: gaps }, params: { column: 'noise' } });
  assert.match(svg, '>2 values; 6 left out: no number<');
});

test('values are told apart by cluster, by a column, and taken from one part of the split', async () => {
  const labels = files.array('labels.npy', [4], Int32Array.of(0, 1, 1, 1));
  const byCluster = await drawn({ inputs: { table, labels }, params: { column: 'noise' } });
  assert.match(byCluster, 'noise by cluster, K = 2');
  assert.match(byCluster, /cluster 1<\/text><text[^>]*>2</);
  const byCamera = await drawn({
    inputs: { table, labels },
    params: { column: 'noise', group_by: 'camera' },
  });
  assert.match(byCamera, /a<\/text><text[^>]*>2</);
  assert.match(byCamera, /c<\/text><text[^>]*>1</);
  const split = files.json('split.json', { train: [0], validation: [1, 2, 3] });
  assert.match(
    await drawn({ inputs: { table, split }, params: { column: 'noise', part: 'train' } }),
    />1 value</,
  );
});

test('a column that is not there, or holds no numbers, and more groups than can be told apart are refused', async () => {
  assert.is(await found({ inputs: { table }, params: { column: 'seeing' } }), 'seeing');
  assert.is(await found({ inputs: { table }, params: { column: 'noise', group_by: 'seeing' } }), 'seeing');
  assert.match(await found({ inputs: { table }, params: { column: 'camera' } }), 'camera, which holds "a"');
  const labels = files.array(
    'many.npy',
    [20],
    Int32Array.from({ length: 20 }, (_, i) => i),
  );
  assert.is(await found({ inputs: { table, labels }, params: { column: 'noise' } }), 'labels of 20 groups');
});

test.run();
