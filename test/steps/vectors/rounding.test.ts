import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StepKind } from '../../../src/core/step.js';
import { kmeans } from '../../../src/steps/kmeans.js';
import { pca } from '../../../src/steps/pca.js';
import { tableVectors } from '../../../src/steps/table-vectors.js';
import { tsne } from '../../../src/steps/tsne.js';
import { RoundingWatch } from '../../../src/steps/vectors/rounding.js';
import { FigureInputs } from '../figure-inputs.js';
import { runStep } from '../../support/run-step.js';

const files = new FigureInputs();
const nRows = 20;
/** Two columns: one from 0 to 1, one around 10,000 that spreads by a thousandth. */
const rows = Array.from({ length: nRows }, (_, i) => [i / 19, 1e4 + 0.001 * ((7 * i) % 5)]);
const array = files.array('far.npy', [nRows, 2], Float64Array.from(rows.flat()));
const table = await files.table('far.csv', ['x', 'y'], rows);

async function warnings(kind: StepKind, input: 'vectors' | 'table', path: string, params = {}) {
  const { result, notes } = await runStep(kind, { inputs: { [input]: path }, params });
  assert.ok(result.ok, JSON.stringify(result));
  return notes.filter(({ text }) => text.includes('float32')).map(({ text }) => text);
}

const kinds = [
  [kmeans, { k: 2 }],
  [tsne, { perplexity: 4, iterations: 250 }],
  [pca, { components: 1 }],
] as const;

for (const [kind, params] of kinds) {
  test(`${kind.name} warns of a column that float32 takes much from, once and by its place or name`, async () => {
    const ofArray = await warnings(kind, 'vectors', array, params);
    assert.is(ofArray.length, 1);
    assert.match(
      ofArray[0]!,
      /^values are rounded to float32, and column 1 spreads by only 0\.0014 at 1\.0e\+4: .*subtract the mean.*table-vectors with `scale: standard`/,
    );
    const ofTable = await warnings(kind, 'vectors', table, params);
    assert.is(ofTable.length, 1);
    assert.match(ofTable[0]!, 'column "y" spreads');
  });

  test(`${kind.name} says nothing of float32 vectors, which lose nothing more`, async () => {
    const float32 = files.array('near.npy', [nRows, 2], Float32Array.from(rows.flat()));
    assert.equal(await warnings(kind, 'vectors', float32, params), []);
  });
}

test('table-vectors warns when it does not scale, and not when it does', async () => {
  const [note] = await warnings(tableVectors, 'table', table);
  assert.match(note ?? '', /column "y" spreads.*; set `scale: standard`/);
  assert.equal(await warnings(tableVectors, 'table', table, { scale: 'standard' }), []);
  assert.equal(await warnings(tableVectors, 'table', table, { columns: ['x'] }), []);
});

const lossy = (nColumns: number, ...values: number[]) => {
  const watch = new RoundingWatch(nColumns);
  watch.add(values.slice(0, nColumns));
  watch.add(values.slice(nColumns));
  return watch.lossy();
};

test('a column loses much from a deviation below 1e-4 of its largest magnitude', () => {
  // The deviation of two values is half their difference.
  assert.is(lossy(1, -1000.1, -1000.1 + 0.21), undefined);
  const found = lossy(1, -1000.1, -1000.1 + 0.19);
  assert.ok(Math.abs((found?.deviation ?? NaN) - 0.095) < 1e-9);
  assert.equal([found?.column, found?.largest, found?.nMore], ['0', 1000.1, 0]);
});

test('a large mean does not swallow the deviation', () => {
  const found = lossy(1, 1e8 + 0.1, 1e8 + 0.3);
  assert.ok(Math.abs((found?.deviation ?? NaN) - 0.1) < 1e-6, String(found?.deviation));
});

test('a constant column, and one that float32 holds exactly, lose nothing', () => {
  assert.is(lossy(1, 0.1, 0.1, 0.1), undefined);
  assert.is(lossy(1, 1e6, 1e6 + 1, 1e6 + 2), undefined);
});

test('the first such column is named, and the others are counted', () => {
  const found = lossy(3, 0.1, 1e4 + 0.1, 1e4 + 0.1, 0.2, 1e4 + 0.2, 1e4 + 0.3);
  assert.equal([found?.column, found?.nMore], ['1', 1]);
});

test.run();
