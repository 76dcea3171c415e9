import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { mersenneTwister } from '../../src/numerics/mersenne-twister.js';
import { repositoryRoot } from '../support/repository.js';

interface Reference {
  readonly permutations: readonly { seed: number; n: number; first: number[]; sha256: string }[];
  readonly raw: readonly { seed: number; first: number[]; sha256: string }[];
}

const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/split/split.json'), 'utf8'),
) as Reference;

const digest = (words: Uint32Array): string => createHash('sha256').update(words).digest('hex');

test('the first word for the seed 5489 is that of the published code', () => {
  assert.is(mersenneTwister(5489).uint32(), 3499211612);
});

test('words are those of numpy past two refills of the state, for small and large seeds', () => {
  for (const { seed, first, sha256 } of reference.raw) {
    const stream = mersenneTwister(seed);
    const words = Uint32Array.from({ length: 1300 }, () => stream.uint32());
    assert.equal([...words.subarray(0, 3)], first);
    assert.is(digest(words), sha256);
  }
});

test('permutations are those of numpy for 1 to 40,000 elements', () => {
  for (const { seed, n, first, sha256 } of reference.permutations) {
    const order = mersenneTwister(seed).permutation(n);
    assert.equal([...order.subarray(0, 10)], first);
    assert.is(digest(order), sha256);
  }
});

test('an interval keeps within its ends, and of one value draws nothing', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 0xffffffff }), (seed, max) => {
      const value = mersenneTwister(seed).interval(max);
      assert.ok(Number.isInteger(value) && value >= 0 && value <= max);
    }),
  );
  const stream = mersenneTwister(1);
  assert.is(stream.interval(0), 0);
  assert.is(stream.uint32(), mersenneTwister(1).uint32());
});

test('the empty permutation is empty', () => {
  assert.is(mersenneTwister(0).permutation(0).length, 0);
});

test('a seed that numpy refuses is refused', () => {
  for (const seed of [-1, 0.5, 2 ** 32, NaN]) assert.throws(() => mersenneTwister(seed), /seed/);
});

test.run();
