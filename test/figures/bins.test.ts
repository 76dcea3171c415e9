import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { binEdges, countInBins } from '../../src/figures/bins.js';

const sorted = (values: number[]): Float64Array => Float64Array.from(values).sort();

test('the rule of Freedman and Diaconis: of 0 to 7 the middle half is 3.5 wide, so a bin is 3.5 and there are two', () => {
  const values = sorted([0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal([...binEdges(values, 'freedman-diaconis')], [0, 3.5, 7]);
  assert.equal([...countInBins(values, binEdges(values, 'freedman-diaconis'))], [4, 4]);
});

test('where the middle half is one value, the rule is that of Sturges', () => {
  const values = sorted([...Array.from({ length: 15 }, () => 1), 9]);
  assert.is(binEdges(values, 'freedman-diaconis').length - 1, 5);
});

test('one far value makes no more than 200 bins', () => {
  const values = sorted([...Array.from({ length: 100 }, (_, i) => i), 1e12]);
  assert.is(binEdges(values, 'freedman-diaconis').length - 1, 200);
});

test('an edge belongs to the bin above it, the last one to the last bin; what lies outside or is no number is not counted', () => {
  assert.equal([...countInBins([0, 1, 2, 3, -1, 4, NaN], Float64Array.of(0, 1, 2, 3))], [1, 1, 2]);
});

test('values that are all the same have one bin around them', () => {
  assert.equal([...binEdges(Float64Array.of(0), 9)], [-0.5, 0.5]);
  assert.equal([...binEdges(Float64Array.of(100, 100), 9)], [95, 105]);
});

test('every value is in exactly one bin, and edges increase', () => {
  const anyValues = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(
      anyValues,
      fc.constantFrom<number | 'freedman-diaconis'>('freedman-diaconis', 1, 7),
      (list, rule) => {
        const values = sorted(list);
        fc.pre(values.length === 1 || values.at(-1)! - values[0]! > 1e-6 || values.at(-1) === values[0]);
        const edges = binEdges(values, rule);
        const total = countInBins(values, edges).reduce((sum, count) => sum + count, 0);
        return total === values.length && edges.every((edge, i) => i === 0 || edge > edges[i - 1]!);
      },
    ),
  );
});

test.run();
