import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';

const firstWords = (seed: number, ...path: (string | number)[]): number[] => {
  const stream = generator(seed, ...path);
  return [stream.uint32(), stream.uint32(), stream.uint32()];
};

test('a stream is the same for the same seed and path, for ever', () => {
  // Golden: changing these changes the result of every stochastic step.
  assert.equal(firstWords(0, 'a'), [2174967201, 1513426992, 434617111]);
});

test('another seed, path, or split of the path is another stream', () => {
  const streams = [firstWords(0, 'ab'), firstWords(1, 'ab'), firstWords(0, 'a', 'b'), firstWords(0, 'ab', 0)];
  assert.is(new Set(streams.map(String)).size, streams.length);
});

test('uniform numbers fill [0, 1) evenly: ten bins by chi squared', () => {
  const stream = generator(3, 'uniform');
  const bins = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) bins[Math.floor(stream.uniform() * 10)]! += 1;
  const chiSquared = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert.ok(chiSquared < 27.9, `chi squared ${chiSquared}`); // 0.1% point of 9 degrees of freedom
});

test('normal numbers have mean 0, variance 1 and kurtosis 3', () => {
  const stream = generator(4, 'normal');
  const n = 200_000;
  const moments = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = stream.normal();
    for (let power = 0; power < 4; power++) moments[power]! += x ** (power + 1) / n;
  }
  const [mean, variance, , fourth] = moments;
  assert.ok(Math.abs(mean!) < 0.01);
  assert.ok(Math.abs(variance! - 1) < 0.015);
  assert.ok(Math.abs(fourth! - 3) < 0.12);
});

test('integers stay below n and take every value', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(), (n, seed) => {
      const stream = generator(seed, 'integer');
      const seen = new Set(Array.from({ length: n * 20 }, () => stream.integer(n)));
      return Math.max(...seen) < n && Math.min(...seen) >= 0 && seen.size > n / 2;
    }),
  );
});

test('a permutation holds each index once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.nat(), (n, seed) => {
      const order = generator(seed, 'permutation').permutation(n);
      return [...order].sort((a, b) => a - b).every((value, i) => value === i) && order.length === n;
    }),
  );
});

test('integer(0) is refused', () => {
  assert.throws(() => generator(0).integer(0), /n must be 1 to 2\^32/);
});

test.run();
