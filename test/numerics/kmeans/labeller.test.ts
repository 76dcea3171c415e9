import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { openLabeller } from '../../../src/numerics/kmeans/labeller.js';
import { predict } from '../../../src/numerics/kmeans/predict.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';

const random = generator(3, 'labeller-test');
const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => random.uniform() - 0.5);

test('groups of any size are labelled with the bits of one prediction of all, by several sets of centres in turn', async () => {
  for (const nColumns of [3, 8, 13]) {
    const nRows = 150;
    const values = numbers(nRows * nColumns);
    const labeller = openLabeller();
    for (const centres of [numbers(5 * nColumns), numbers(2 * nColumns)]) {
      const k = centres.length / nColumns;
      const all = await predict(rowsInMemory({ values, nRows, nColumns }), centres);
      assert.ok(all !== undefined && 'labels' in all);
      let at = 0;
      for (const n of [1, 64, 3, 0, 82]) {
        const group = values.subarray(at * nColumns, (at + n) * nColumns);
        const { labels, distances, squared } = labeller.label({ values: group, nRows: n, nColumns }, centres);
        assert.equal(labels, all.labels.slice(at, at + n));
        assert.equal(distances, all.distances.slice(at * k, (at + n) * k));
        assert.equal(squared, all.squared.slice(at, at + n));
        at += n;
      }
      assert.is(at, nRows);
    }
    await labeller.stop();
  }
});

test.run();
