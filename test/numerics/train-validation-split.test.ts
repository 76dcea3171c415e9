import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { groupedSplit, trainValidationSplit } from '../../src/numerics/train-validation-split.js';
import { repositoryRoot } from '../support/repository.js';

type Part = [number, string];

const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/split/split.json'), 'utf8'),
) as {
  readonly splits: readonly { seed: number; n: number; fraction: number; train: Part; validation: Part }[];
  readonly full: { train: number[]; validation: number[] };
};

const part = (indices: readonly number[]): Part => [
  indices.length,
  createHash('sha256').update(Uint32Array.from(indices)).digest('hex'),
];
const fraction = fc.double({ min: 0.01, max: 0.9, noNaN: true });

test('ten images split as scikit-learn splits them', () => {
  assert.equal(trainValidationSplit(10, 0.2, 0), reference.full);
});

test('parts and their order are those of train_test_split', () => {
  for (const { seed, n, fraction, train, validation } of reference.splits) {
    const split = trainValidationSplit(n, fraction, seed);
    assert.equal(part(split.validation), validation);
    assert.equal(part(split.train), train);
  }
});

test('every image is in one part only', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 300 }), fraction, fc.nat(), (n, f, seed) => {
      const { train, validation } = trainValidationSplit(n, f, seed);
      assert.equal(
        [...train, ...validation].sort((a, b) => a - b),
        Array.from({ length: n }, (_, index) => index),
      );
    }),
  );
});

test('a group is never on both sides, and its images keep their order', () => {
  const groups = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(groups, fraction, fc.nat(), (names, f, seed) => {
      const { train, validation } = groupedSplit(names, f, seed);
      const sides = (indices: readonly number[]) => new Set(indices.map((index) => names[index]));
      for (const name of sides(train)) assert.not(sides(validation).has(name));
      assert.is(train.length + validation.length, names.length);
      for (const side of [train, validation]) {
        for (const name of sides(side)) {
          const own = side.filter((index) => names[index] === name);
          assert.equal(
            own,
            [...own].sort((a, b) => a - b),
          );
        }
      }
    }),
  );
});

test('galaxies of four cameras split as whole galaxies in the order of ten', () => {
  const galaxies = Array.from({ length: 40 }, (_, index) => `g${Math.floor(index / 4)}`);
  const { validation } = groupedSplit(galaxies, 0.2, 0);
  const cameras = (galaxy: number) => [0, 1, 2, 3].map((camera) => 4 * galaxy + camera);
  assert.equal(validation, reference.full.validation.flatMap(cameras));
});

test.run();
