import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CsvValue } from '../../src/formats/csv.js';
import { alluvial } from '../../src/steps/alluvial.js';
import { runStep, type StepOutcome } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();
const columns = ['from', 'from_k', 'from_cluster', 'to', 'to_k', 'to_cluster', 'images', 'share_of_from'];
let written = 0;

async function draw(rows: CsvValue[][], names = columns, params = {}): Promise<StepOutcome> {
  const lineage = await files.table(`lineage-${written++}.csv`, names, rows);
  return runStep(alluvial, { inputs: { lineage }, params });
}

async function found(rows: CsvValue[][], names = columns): Promise<string> {
  const { result } = await draw(rows, names);
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input', 'expected a failure');
  assert.is(result.failure.input, 'lineage');
  return result.failure.found;
}

test('a lineage is drawn as SVG and PNG: a bar for each cluster and a band for each row', async () => {
  const outcome = await draw([
    ['k=2', 2, 0, 'k=3', 3, 2, 6, 1],
    ['k=2', 2, 1, 'k=3', 3, 0, 3, 0.75],
    ['k=2', 2, 1, 'k=3', 3, 1, 1, 0.25],
    ['k=3', 3, 2, 'k=4,seed=1', 4, 3, 6, 1],
    ['k=3', 3, 0, 'k=4,seed=1', 4, 0, 3, 1],
    ['k=3', 3, 1, 'k=4,seed=1', 4, 1, 1, 1],
  ]);
  assert.ok(outcome.result.ok);
  const svg = readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
  assert.is(svg.match(/<path /g)?.length, 6);
  assert.is(svg.match(/rx="2"/g)?.length, 2 + 3 + 3);
  for (const text of [
    'K = 2',
    'K = 3',
    'k=4,seed=1',
    '10 images',
    '2: 6',
    '3 images: cluster 1 of 2, cluster 0 of 3',
  ])
    assert.ok(svg.includes(text), text);
  assert.ok(existsSync(join(outcome.path('figure'), 'figure.png')));
});

test('rows are counted as rows, and one as a row', async () => {
  const rows = [
    ['k=1', 1, 0, 'k=2', 2, 0, 1, 0.5],
    ['k=1', 1, 0, 'k=2', 2, 1, 4, 0.5],
  ];
  const outcome = await draw(rows, columns, { counted: 'rows' });
  const svg = readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
  assert.match(svg, '>5 rows<');
  assert.match(svg, '>1 row: cluster 0 of 1, cluster 0 of 2<');
  assert.not.match(svg, /\bimages?\b/);
});

test('the lineage of one clustering is a figure too', async () => {
  const outcome = await draw([]);
  assert.ok(outcome.result.ok);
  assert.match(readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8'), 'nothing splits');
});

test('a table that is no lineage is refused', async () => {
  assert.is(await found([], ['index', 'loss']), 'a table without the column from');
  assert.is(await found([['k=2', 2, 2, 'k=3', 3, 0, 1, 1]]), 'row 1: k=2, 2, 2, k=3, 3, 0, 1, 1');
  assert.match(await found([['k=2', 2, 0, 'k=3', 3, 0, -1, 1]]), 'row 1');
  assert.match(await found([['k=2', 2, 0, 'k=3', 1e9, 0, 1, 1]]), 'row 1');
  const skipping = [
    ['k=2', 2, 0, 'k=3', 3, 0, 1, 1],
    ['k=3', 3, 0, 'k=4', 4, 0, 1, 1],
    ['k=2', 2, 0, 'k=4', 4, 0, 1, 1],
  ];
  assert.is(await found(skipping), 'row 3 from k=2 to k=4');
});

test.run();
