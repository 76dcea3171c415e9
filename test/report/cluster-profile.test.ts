import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnContrasts, groupContrasts } from '../../src/report/cluster-profile.js';
import type { Attribute } from '../../src/report/data.js';
import { clusteringOf } from './hand-made.js';

const column = (name: string, ...values: readonly number[]): Attribute => ({
  ...{ name, step: 'features', about: 'column', form: 'number', values: Float64Array.from(values) },
});
const groups = (name: string, names: readonly string[], ...of: readonly number[]): Attribute => ({
  ...{ name, step: 'features', about: 'column', form: 'category', names, of: Int32Array.from(of) },
});

const clustering = clusteringOf([0, 0, 1, 1], 2);

test('a cluster is told by the columns whose mean lies farthest from that of all others, in standard deviations', () => {
  // size: 1 and 3 against 5 and 7; mean 4, variance (9 + 1 + 1 + 9) / 4 = 5. tilt: 0.5 against 0.5 and a gap.
  const attributes = [column('tilt', 0, 1, 0.5, NaN), column('size', 1, 3, 5, 7)];
  const found = columnContrasts(clustering, 0, attributes);
  assert.equal(found, [
    { name: 'size', inside: 2, elsewhere: 6, deviations: -4 / Math.sqrt(5) },
    { name: 'tilt', inside: 0.5, elsewhere: 0.5, deviations: 0 },
  ]);
  assert.equal(columnContrasts(clustering, 1, attributes)[0], {
    ...{ name: 'size', inside: 6, elsewhere: 2, deviations: 4 / Math.sqrt(5) },
  });
});

test('what is no column of the table, and a cluster of no rows or of all, tell no difference', () => {
  const statistic: Attribute = { ...column('size', 1, 3, 5, 7), about: 'statistic' };
  assert.equal(columnContrasts(clustering, 0, [statistic]), []);
  const one = clusteringOf([0, 0, 0, 0], 2);
  for (const cluster of [0, 1]) {
    assert.equal(columnContrasts(one, cluster, [column('size', 1, 3, 5, 7)]), []);
    assert.equal(groupContrasts(one, cluster, [groups('kind', ['a', 'b'], 0, 1, 0, 1)]), []);
  }
});

test('a cluster is told by the commonest group of a column of words, with its share here and elsewhere', () => {
  // b: both of cluster 0, one of two elsewhere; the second row of cluster 1 has none.
  const kind = groups('kind', ['a', 'b'], 1, 1, 1, -1);
  assert.equal(groupContrasts(clustering, 0, [kind]), [
    { name: 'kind', group: 'b', inside: 1, elsewhere: 0.5 },
  ]);
});

test.run();
