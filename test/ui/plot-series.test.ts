import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { plotSeries, sparkline } from '../../src/ui/plot-series.js';

function drawn(curves: readonly (readonly number[])[], columns: number, height: number): string[] {
  return plotSeries(curves, columns, height).rows.map((row) =>
    row.map(({ character }) => character).join(''),
  );
}

test('a falling line runs from the upper left to the lower right dot', () => {
  // Two characters are four dots wide; the line takes the dots (0,0), (1,1), (2,2), (3,3).
  assert.equal(drawn([[3, 2, 1, 0]], 2, 1), ['⠑⢄']);
});

test('a steep fall is filled, so that the curve holds together', () => {
  assert.equal(
    drawn([[1, 0]], 1, 1),
    ['⢱'].map(() => String.fromCharCode(0x2800 + 0x01 + 0x10 + 0x20 + 0x80)),
  );
});

test('the labels are the extremes of all curves', () => {
  const { top, bottom, logarithmic } = plotSeries(
    [
      [0.7, 0.3],
      [0.8, 0.4],
    ],
    10,
    3,
  );
  assert.equal([top, bottom, logarithmic], [0.8, 0.3, false]);
});

test('losses over more than a factor of thirty are drawn on a logarithmic scale', () => {
  assert.is(plotSeries([[1000, 10, 1]], 10, 3).logarithmic, true);
  assert.is(plotSeries([[1000, 10, 0]], 10, 3).logarithmic, false);
});

test('values that are no numbers leave gaps, and a curve of nothing else draws nothing', () => {
  assert.equal(drawn([[NaN, NaN]], 3, 2), ['   ', '   ']);
  assert.equal(drawn([[]], 3, 1), ['   ']);
  assert.match(drawn([[1, NaN, 1]], 8, 1)[0] ?? '', /^\S+ +\S+$/);
});

test('where curves meet, the later gives the colour', () => {
  const { rows } = plotSeries(
    [
      [1, 1],
      [1, 1],
    ],
    3,
    1,
  );
  assert.equal(
    rows[0]?.map(({ series }) => series),
    // The second curve is dotted: its dots are in the first two characters.
    [1, 1, 0],
  );
});

test('a sparkline has the lowest block at its minimum and the highest at its maximum', () => {
  assert.is(sparkline([1, 0.5, 0], 40), '█▅▁');
  assert.is(sparkline([2, 2], 40), '▁▁');
  assert.is(sparkline([], 40), '');
  assert.is(
    sparkline(
      Array.from({ length: 100 }, (_, index) => index),
      8,
    ),
    '▁▂▃▄▅▆▇█',
  );
});

test.run();
