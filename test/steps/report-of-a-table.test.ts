import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { instanceId } from '../../src/core/cell.js';
import type { Payload } from '../../src/report/payload.js';
import { report } from '../../src/steps/report.js';
import type { FixtureRun } from '../report/fixture-run.js';
import { tableRun } from '../report/fixture-table.js';
import { wordsOf } from '../report/hand-made.js';
import { runStep } from '../support/run-step.js';

async function reportOf(run: FixtureRun): Promise<string> {
  const outcome = await runStep(report, { inputs: { everything: { form: 'everything', items: run.items } } });
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  return readFileSync(outcome.path('report'), 'utf8');
}

const payloadOf = (html: string): Payload =>
  JSON.parse(/id="survey-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '') as Payload;

test('a table that was sorted without any image has its rows, its clusters and its map in the report', async () => {
  const words = wordsOf(await reportOf(tableRun()));
  for (const text of [
    '40 rows with 4 columns were read from my/stars.csv.',
    'The rows were sorted into 2 clusters. The map places 40 rows by the likeness of their vectors.',
    // Red: 10 and 11; 10 even rows that are not blue, 20 odd ones: (10 * 10 + 20 * 11) / 30. Blue: 20, all even.
    'With K = 2, cluster 0 (30 rows, 75%) differs most: magnitude is 10.67 on average, against 20 elsewhere.',
    'Cluster 1 10 rows, 25%',
    'colour: blue 100% 0%',
    'magnitude 10 13 20 3 0',
  ]) {
    assert.ok(words.includes(text), `${text}\n${words.slice(0, 4000)}`);
  }
  assert.not.match(words, /NaN|undefined|\[object|image/);
});

test('each row has its name, its cluster and what differs of its columns', async () => {
  const payload = payloadOf(await reportOf(tableRun()));
  assert.is(payload.noun, 'row');
  assert.is(payload.count, 40);
  assert.equal(payload.members.slice(0, 2), ['star 0', 'star 1']);
  assert.equal(
    payload.colourings.map(({ name, group }) => `${group}: ${name}`),
    ['Clusters: K = 2', 'Columns: colour', 'Columns: magnitude'],
  );
});

test('a cluster is told by the column that differs most, also where the map has no room for all columns', async () => {
  const noise = Array.from({ length: 40 }, (_, column) => ({
    name: `noise ${column}`,
    of: (row: number) => String((row * (column + 3)) % 7),
  }));
  const html = await reportOf(tableRun({ nRows: 40_000, more: noise }));
  assert.match(wordsOf(html), 'differs most: magnitude is');
  const names = payloadOf(html).colourings.map(({ name }) => name);
  assert.ok(names.includes('noise 0') && !names.includes('magnitude'), names.join());
  assert.match(wordsOf(html), 'features, magnitude: left out of the map');
});

test('a column of numbers stays one where a cell has a word in place of a number', async () => {
  const odd = ['NaN', '0.5', 'inf', 'null', ''];
  const html = await reportOf(
    tableRun({ more: [{ name: 'size', of: (row) => odd[row] ?? String(row / 10) }] }),
  );
  // 0.5 and 0.5, 0.6 … 3.9: 36 numbers, 35 of them different, that sum to 0.5 + (5 + 39) / 2 * 35 / 10 = 77.5.
  assert.match(wordsOf(html), 'size 0.5 2.153 3.9 35 4');
  const payload = payloadOf(html);
  assert.is(payload.nameColumn, 'name');
  assert.is(payload.members[3], 'star 3');
  assert.is(payload.colourings.find(({ name }) => name === 'size')?.form, 'number');
});

test('numbers in hexadecimal are words, as they are to whoever takes vectors of the table', async () => {
  const html = await reportOf(tableRun({ more: [{ name: 'code', of: (row) => `0x${row % 5}` }] }));
  assert.is(payloadOf(html).colourings.find(({ name }) => name === 'code')?.form, 'category');
});

test('a cluster is told by how far below the others it lies, too, and by three columns of words', async () => {
  const groups = ['a', 'b', 'c'].map((name) => ({
    name: `group ${name}`,
    of: (row: number) => (row % 4 === 0 ? 'in' : 'out'),
  }));
  const words = wordsOf(await reportOf(tableRun({ more: groups })));
  assert.match(words, /Of each cluster the columns by which its rows differ most/);
  // Red ones: 10 or 11, 10.67 on average, against 20: by -2.3 standard deviations of 4.07 over all rows.
  assert.match(words, 'magnitude 10.67 20 −2.3 σ');
  assert.match(words, 'magnitude 20 10.67 +2.3 σ');
  const [, own = ''] = /Cluster 1 (.*?) (?:The workflow|The table) /.exec(words) ?? [];
  assert.is(own.match(/: in 100% 0%/g)?.length, 3);
});

test('of a wide table the first columns are listed, and the others counted', async () => {
  const more = Array.from({ length: 70 }, (_, i) => ({ name: `x${i}`, of: (row: number) => `${row + i}` }));
  const words = wordsOf(await reportOf(tableRun({ more })));
  assert.match(words, '40 rows of my/stars.csv, 74 columns.');
  assert.match(words, 'And 14 more columns.');
  const table = words.slice(words.indexOf('The table 40 rows'));
  assert.match(table, 'x59 ');
  assert.not.match(table.slice(0, table.indexOf('And 14 more')), 'x60 ');
});

test('cells of a sweep that take the same table are about the same rows', async () => {
  const run = tableRun();
  const [features, clusters] = run.items;
  assert.ok(features !== undefined && clusters !== undefined);
  const cell = { scale: 'none' };
  const instance = instanceId('features', cell);
  const other = { ...clusters, instance: instanceId('clusters', { k: 2, ...cell }), cell: { k: 2, ...cell } };
  run.items.push({ ...features, cell, instance }, { ...other, inputs: { vectors: [`${instance}.vectors`] } });
  assert.is(payloadOf(await reportOf(run)).clusterings.length, 2);
});

test('what was sorted or mapped of other rows is named', async () => {
  const run = tableRun();
  const other = tableRun({ nRows: 12 });
  for (const item of other.items) {
    const inputs = item.step === 'features' ? { table: ['other.csv'] } : { vectors: ['others.vectors'] };
    const step = item.step === 'features' ? 'others' : `${item.step}-of-others`;
    run.items.push({ ...item, step, inputs, instance: instanceId(step, item.cell) });
  }
  const html = await reportOf(run);
  assert.match(
    wordsOf(html),
    /clusters-of-others@k=2.labels and 1 more: of other rows than this report is about/,
  );
  assert.is(payloadOf(html).clusterings.length, 1);
});

test('vectors that were projected are still of the rows of their table', async () => {
  const run = tableRun();
  const [features, clusters, map] = run.items;
  assert.ok(features !== undefined && clusters !== undefined && map !== undefined);
  const scores = features.outputs['vectors'];
  assert.ok(scores !== undefined);
  run.items.splice(
    1,
    2,
    {
      ...features,
      instance: instanceId('reduced', {}),
      step: 'reduced',
      kind: 'pca',
      inputs: clusters.inputs,
      outputs: { scores },
    },
    { ...clusters, inputs: { vectors: ['reduced.scores'] } },
    map,
  );
  const payload = payloadOf(await reportOf(run));
  assert.is(payload.clusterings.length, 1);
  assert.is(payload.maps.length, 1);
});

test('of vectors that come from a file the rows are told by number', async () => {
  const run = tableRun();
  run.items.splice(0, 1);
  const items = run.items.map((item) => ({ ...item, inputs: { vectors: ['my/vectors.npy'] } }));
  run.items.splice(0, 2, ...items);
  const html = await reportOf(run);
  const words = wordsOf(html);
  assert.ok(words.includes('40 rows were read from my/vectors.npy.'), words.slice(0, 2000));
  assert.match(words, 'Cluster 1 10 rows, 25%');
  assert.not.match(words, /differs most|NaN|undefined/);
  assert.equal(payloadOf(html).members, []);
});

test.run();
