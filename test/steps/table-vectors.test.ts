import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { encodeNpy, readNpy } from '../../src/formats/npy.js';
import { kmeans } from '../../src/steps/kmeans.js';
import { tableVectors } from '../../src/steps/table-vectors.js';
import { tsne } from '../../src/steps/tsne.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const table = 'name,mag,size\na,1,10\nb,2,10\n"c, d",6,10\n';

function written(text: string | Uint8Array, name = 'table.csv'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

async function vectorsOf(text: string, params: JsonObject, split?: JsonObject) {
  const inputs = {
    table: written(text),
    ...(split === undefined ? {} : { split: written(JSON.stringify(split), 'split.json') }),
  };
  const outcome = await runStep(tableVectors, { inputs, params });
  if (!outcome.result.ok) return { failure: outcome.result.failure, notes: outcome.notes };
  const array = await readNpy(outcome.path('vectors'));
  if (!array.ok) throw new Error(array.failure.found);
  const { shape, values } = array.value;
  return { shape, values: Array.from(values), notes: outcome.notes };
}

test('columns are taken in the order in which they are named', async () => {
  const { shape, values } = await vectorsOf(table, { columns: ['size', 'mag'] });
  assert.equal(shape, [3, 2]);
  assert.equal(values, [10, 1, 10, 2, 10, 6]);
});

test('the whole table is kept beside the vectors, each row by its index', async () => {
  const outcome = await runStep(tableVectors, {
    inputs: { table: written(table) },
    params: { columns: ['mag'], scale: 'standard' },
  });
  assert.ok(outcome.result.ok);
  assert.is(
    readFileSync(outcome.path('rows'), 'utf8'),
    'index,name,mag,size\n0,a,1,10\n1,b,2,10\n2,"c, d",6,10\n',
  );
});

test('an index of the table’s own is kept under another name', async () => {
  const inputs = { table: written('index,index of the table,x\n7,8,9\n') };
  const outcome = await runStep(tableVectors, { inputs, params: {} });
  assert.is(
    readFileSync(outcome.path('rows'), 'utf8'),
    'index,index of the table itself,index of the table,x\n0,7,8,9\n',
  );
});

test('all columns are taken but those left out', async () => {
  assert.equal((await vectorsOf(table, { except: ['name', 'size'] })).values, [1, 2, 6]);
});

test('a standard column has mean 0 and variance 1, and a constant one is 0, with a warning', async () => {
  // Mean 3, deviations -2, -1 and 3, mean square 14 / 3.
  const { values, notes } = await vectorsOf(table, { except: ['name'], scale: 'standard' });
  const unit = Math.sqrt(14 / 3);
  assert.equal(values, [-2 / unit, 0, -1 / unit, 0, 3 / unit, 0].map(Math.fround));
  assert.match(notes[0]?.text ?? '', /every row.*size/);
});

test('means and variances are those of the training part', async () => {
  const split = { train: [0, 1], validation: [2] };
  const { values } = await vectorsOf(table, { columns: ['mag'], scale: 'standard' }, split);
  // Mean 1.5, deviation 0.5.
  assert.equal(values, [-1, 1, 9]);
});

const troubles: readonly [string, string, JsonObject, RegExp][] = [
  ['a word', table, {}, /unsuitable-input.*\\"a\\" in column \\"name\\", row 1 of 3.*except/],
  ['an empty cell', 'x,y\n1,2\n3,\n', {}, /an empty cell in column \\"y\\", row 2 of 2/],
  ['infinity', 'x\n1\ninf\n', {}, /inf.*column \\"x\\", row 2 of 2.*finite/],
  ['NaN', 'x\nnan\n', {}, /nan.*row 1 of 1.*finite/],
  ['a ragged row', 'x,y\n\n1,2\n3\n', {}, /unreadable-input.*record 4.*1 field".*2, as in the first line/],
  ['fields between semicolons', 'x;y\n1;2\n', {}, /unreadable-input.*semicolons.*commas/],
  ['a number beyond float32', 'x,y\n1,2\n1,-1e39\n', {}, /-1e\+39 in column \\"y\\", row 2 of 2.*3.4e38/],
  ['a hexadecimal number', 'x\n0x10\n', {}, /0x10.*a finite number/],
  ['an empty file', '', {}, /unreadable-input.*an empty file/],
  ['names alone', 'x,y\n', {}, /a table without rows/],
  [
    'a column that is not there',
    table,
    { columns: ['mga'] },
    /unsuitable-parameter.*columns.*\\"mga\\".*name, mag, size/,
  ],
  ['an exception that is not there', table, { except: ['nam'] }, /unsuitable-parameter.*except.*\\"nam\\"/],
  ['nothing left', 'x\n1\n', { except: ['x'] }, /every column of the table/],
];

for (const [what, text, params, words] of troubles) {
  test(`${what} is told with where it is`, async () => {
    const { failure } = await vectorsOf(text, params);
    assert.match(JSON.stringify(failure), words);
  });
}

for (const [what, text] of [
  ['bare', '1,2\n3,4\n'],
  ['quoted', '"1","2"\n"3","4"\n'],
  ['between old line ends', '1,2\r3,4\r'],
] as const) {
  test(`a first line of numbers, ${what}, is a row, and that is said`, async () => {
    const { shape, values, notes } = await vectorsOf(text, {});
    assert.equal(shape, [2, 2]);
    assert.equal(values, [1, 2, 3, 4]);
    assert.match(notes[0]?.text ?? '', /taken as a row/);
  });
}

test('a first line of numbers and NaN is a row too, not names', async () => {
  assert.match(JSON.stringify((await vectorsOf('1,nan\n3,4\n', {})).failure), /nan.*column 2.*row 1 of 2/);
});

test('names among which is a number are names', async () => {
  const { values, notes } = await vectorsOf('mag,2020\n1,2\n', {});
  assert.equal(values, [1, 2]);
  assert.equal(notes, []);
});

test('an array is no table', async () => {
  const path = written(encodeNpy({ shape: [1, 1], values: Float32Array.of(1) }), 'a.csv');
  const { result } = await runStep(tableVectors, { inputs: { table: path }, params: {} });
  assert.match(JSON.stringify(result), /unreadable-input.*a file that is no text/);
});

test('columns and except together are a fault of the parameters', () => {
  const names = { inputs: [], outputs: [], swept: [] };
  const faults = tableVectors.paramFaults?.({ columns: ['a'], except: ['b'], scale: 'none' }, names);
  assert.equal(
    faults?.map(({ path }) => path),
    [['except']],
  );
  assert.equal(tableVectors.paramFaults?.({ columns: 'all', except: ['b'], scale: 'none' }, names), []);
});

const points = [0, 0, 0, 1, 9, 9, 9, 8, 0.5, 0.5, 9, 9.5];

async function labelled(path: string) {
  const outcome = await runStep(kmeans, { inputs: { vectors: path }, params: { k: 2 } });
  if (!outcome.result.ok) return JSON.stringify(outcome.result.failure);
  const labels = await readNpy(outcome.path('labels'));
  return labels.ok ? Array.from(labels.value.values) : labels.failure.found;
}

test('a table of numbers, with names or without, is clustered as the same array is', async () => {
  const rows = Array.from({ length: 6 }, (_, i) => points.slice(2 * i, 2 * i + 2).join(','));
  const array = await labelled(written(encodeNpy({ shape: [6, 2], values: Float64Array.from(points) }), 'a'));
  assert.equal(array, [array[0], array[0], array[2], array[2], array[0], array[2]]);
  assert.equal(await labelled(written(['x,y', ...rows, ''].join('\n'), 'b')), array);
  assert.equal(await labelled(written(rows.join('\r\n'), 'c')), array);
});

test('a column of words given to k-means or t-SNE names the cell, and the kind that takes columns', async () => {
  const words = /unsuitable-input.*vectors.*\\"a\\" in column \\"name\\", row 1 of 3.*table-vectors/;
  assert.match(String(await labelled(written(table))), words);
  const { result } = await runStep(tsne, { inputs: { vectors: written(table) }, params: {} });
  assert.match(JSON.stringify(result), words);
});

test.run();
