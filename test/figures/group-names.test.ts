import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawGroupNames, type GroupedPoint } from '../../src/figures/group-names.js';
import { paperTheme } from '../../src/figures/theme.js';

const drawn = (points: readonly GroupedPoint[], names: readonly string[]) =>
  [
    ...drawGroupNames(points, names, { theme: paperTheme, bottom: 500 }).matchAll(
      /x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)</g,
    ),
  ].map(([, x, y, text]) => ({ text, x: Number(x), y: Number(y) }));

const at = (group: number, x: number, y: number): GroupedPoint => ({ group, x, y });

test('a group has its name at the median of its points, not at their mean', () => {
  const points = [at(0, 10, 100), at(0, 20, 110), at(0, 900, 490), at(1, 300, 300)];
  assert.equal(drawn(points, ['cluster 0', 'gap']), [
    { text: '0', x: 20, y: 114.33 },
    { text: 'gap', x: 300, y: 304.33 },
  ]);
});

test('names that would lie on each other are moved apart, the larger group’s staying', () => {
  const points = [at(0, 100, 100), at(1, 100, 100), at(1, 100, 100), at(2, 100, 450), at(3, 100, 450)];
  const found = drawn(points, ['cluster 0', 'cluster 1', 'cluster 2', 'cluster 3']);
  assert.equal(Object.fromEntries(found.map(({ text, y }) => [text, y])), {
    1: 104.33,
    0: 119.33,
    2: 454.33,
    3: 439.33,
  });
});

test('a group without points, and groups too many to read, have no names', () => {
  assert.equal(drawn([at(1, 5, 5)], ['cluster 0', 'cluster 1']).length, 1);
  const many = Array.from({ length: 15 }, (_, group) => at(group, group, 50 * group));
  assert.equal(
    drawn(
      many,
      many.map(({ group }) => `cluster ${group}`),
    ),
    [],
  );
});

test.run();
