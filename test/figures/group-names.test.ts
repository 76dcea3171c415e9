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

test('a group of many points has its name at their median, not at their mean', () => {
  const points = Array.from({ length: 30 }, (_, i) => at(0, i < 16 ? 20 : 900, i < 16 ? 110 : 490));
  assert.equal(drawn(points, ['cluster 0']), [{ text: '0', x: 20, y: 114.33 }]);
});

test('a group of few points has its name above the one nearest to their median, so that none is hidden', () => {
  const points = [at(0, 10, 300), at(0, 200, 100), at(0, 30, 310), at(1, 500, 300)];
  assert.equal(drawn(points, ['cluster 0', 'gap']), [
    { text: '0', x: 30, y: 301.33 },
    { text: 'gap', x: 500, y: 291.33 },
  ]);
});

test('long names are cut so that those that differ still read differently', () => {
  const names = ['satellite_trail_left', 'satellite_trail_right'];
  const found = drawn([at(0, 100, 100), at(1, 300, 300)], names).map(({ text }) => text);
  assert.is(new Set(found).size, 2);
  assert.ok(
    found.every((text) => Array.from(text ?? '').length <= 12),
    found.join(),
  );
});

test('names that would lie on each other are moved apart, the larger group’s staying', () => {
  const points = [at(0, 100, 100), at(1, 100, 100), at(1, 100, 100), at(2, 100, 450), at(3, 100, 450)];
  const found = drawn(points, ['cluster 0', 'cluster 1', 'cluster 2', 'cluster 3']);
  assert.equal(Object.fromEntries(found.map(({ text, y }) => [text, y])), {
    1: 91.33,
    0: 106.33,
    2: 441.33,
    3: 426.33,
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
