import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { clusterProfiles } from '../../src/report/cluster-profile.js';
import type { Attribute } from '../../src/report/data.js';

const column = (name: string, ...values: readonly number[]): Attribute => ({
  ...{ name, step: 'features', about: 'column', form: 'number', values: Float64Array.from(values) },
});
const groups = (name: string, names: readonly string[], ...of: readonly number[]): Attribute => ({
  ...{ name, step: 'features', about: 'column', form: 'category', names, of: Int32Array.from(of) },
});

const labels = Int32Array.of(0, 0, 1, 1);

test('a cluster is told by the columns whose mean lies farthest from that of all others, in standard deviations', () => {
  // size: 1 and 3 against 5 and 7; mean 4, variance (9 + 1 + 1 + 9) / 4 = 5. tilt: 0.5 against 0.5 and a gap.
  const attributes = [column('tilt', 0, 1, 0.5, NaN), column('size', 1, 3, 5, 7)];
  const [first, second] = clusterProfiles(labels, 2, attributes);
  assert.equal(first?.columns, [
    { name: 'size', inside: 2, elsewhere: 6, deviations: -4 / Math.sqrt(5) },
    { name: 'tilt', inside: 0.5, elsewhere: 0.5, deviations: 0 },
  ]);
  assert.equal(second?.columns[0], { name: 'size', inside: 6, elsewhere: 2, deviations: 4 / Math.sqrt(5) });
});

test('a cluster of no rows, or of all, differs by nothing, and nothing differs in a column without numbers', () => {
  const attributes = [column('size', 1, 3, 5, 7), groups('kind', ['a', 'b'], 0, 1, 0, 1)];
  const nothing = { columns: [], groups: [] };
  assert.equal(clusterProfiles(Int32Array.of(0, 0, 0, 0), 2, attributes), [nothing, nothing]);
  assert.equal(clusterProfiles(labels, 2, [column('gaps', NaN, NaN, NaN, NaN)]), [nothing, nothing]);
});

test('no more than six columns of numbers and three of words are told', () => {
  const attributes = Array.from({ length: 9 }, (_, i) => [
    column(`x${i}`, 0, i, 9, 9),
    groups(`g${i}`, ['a', 'b'], 0, 0, 1, 1),
  ]).flat();
  const [first] = clusterProfiles(labels, 2, attributes);
  assert.is(first?.columns.length, 6);
  assert.is(first?.groups.length, 3);
});

test('a cluster is told by the commonest group of a column of words, with its share here and elsewhere', () => {
  // b: both of cluster 0, one of two elsewhere; the second row of cluster 1 has none.
  const [first] = clusterProfiles(labels, 2, [groups('kind', ['a', 'b'], 1, 1, 1, -1)]);
  assert.equal(first?.groups, [{ name: 'kind', group: 'b', inside: 1, elsewhere: 0.5 }]);
});

test.run();
