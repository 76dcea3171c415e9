import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tightest, wouldChoose } from '../../../src/steps/compare-clusterings/choose.js';

const cells = [2, 3, 4, 5].map((k, place) => ({
  ...{ name: `k=${k}`, said: `K = ${k}`, place, k },
  labels: new Int32Array(0),
}));

test('of equal values the clustering with the fewest clusters is chosen, whichever end is better', () => {
  const values = [NaN, 0.5, 0.5, 0.25];
  assert.is(wouldChoose({ name: 'silhouette', better: 'higher', values, nRows: 9 }, cells), 1);
  const lower = [0.75, 0.5, 0.5, NaN];
  assert.is(wouldChoose({ name: 'davies_bouldin', better: 'lower', values: lower, nRows: 9 }, cells), 1);
});

test('of equal inertias with one K the first clustering is the tightest', () => {
  const twice = [cells[0]!, { ...cells[0]!, name: 'again' }, cells[1]!];
  assert.equal(tightest([3, 3, 1], twice), [0, 2]);
});

test.run();
