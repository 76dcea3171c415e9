import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { principalPlane } from '../../../src/numerics/tsne/principal-axes.js';
import { symmetricEigen } from '../../../src/numerics/tsne/symmetric-eigen.js';
import { memoryOf, normalVectors, reference, vectorsOf } from './reference.js';

test('scores equal numpy’s singular vectors, signs included', () => {
  const { scores } = principalPlane(memoryOf(vectorsOf(reference.affinities), 3));
  const expected = reference.affinities.scores;
  // Scores are in the unit of the scaled rows, a power of two of the given one.
  const power = Math.round(Math.log2(Math.abs(expected[0]! / scores[0]!)));
  scores.forEach((score, i) => {
    assert.ok(Math.abs(score * 2 ** power - expected[i]!) < 1e-5, `${i}: ${score} for ${expected[i]!}`);
  });
});

test('axes of one column, of equal vectors and of fewer columns than the basis have no spread to speak of', () => {
  const column = { values: Float32Array.of(1, 2, 3, 4, 5), nRows: 5, nColumns: 1 };
  const one = principalPlane(memoryOf(column, 3));
  assert.ok(one.strengths[0] > 0);
  assert.is(one.strengths[1], 0);
  assert.ok(one.scores[8]! > one.scores[0]!);
  const equal = principalPlane(memoryOf({ values: new Float32Array(12).fill(3), nRows: 6, nColumns: 2 }, 3));
  assert.equal(equal.strengths, [0, 0]);
  assert.ok(equal.scores.every((score) => score === 0));
  const two = principalPlane(memoryOf(normalVectors(50, 2), 3));
  assert.ok(two.strengths[0] > two.strengths[1] && two.strengths[1] > 0);
});

test('the same rows in the same order give the same scores', () => {
  const vectors = normalVectors(200, 33);
  assert.equal(principalPlane(memoryOf(vectors, 3)), principalPlane(memoryOf(vectors, 3)));
});

test('eigenvalues of a matrix worked by hand, in descending order', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3);
  [5, 3, 1].forEach((value, i) => assert.ok(Math.abs(values[i]! - value) < 1e-14));
  assert.ok(Math.abs(vectors[6]!) > 1 - 1e-14);
  assert.ok(Math.abs(vectors[1]! - vectors[4]!) < 1e-14);
});

test('eigenvectors are orthonormal and rebuild the matrix', () => {
  const n = 8;
  const { values: random } = normalVectors(n, n);
  const matrix = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return random[n * i + j]! + random[n * j + i]!;
  });
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [rebuilt, product] = [0, 0];
      for (let e = 0; e < n; e++) {
        rebuilt += vectors[n * i + e]! * values[e]! * vectors[n * j + e]!;
        product += vectors[n * e + i]! * vectors[n * e + j]!;
      }
      assert.ok(Math.abs(rebuilt - matrix[n * i + j]!) < 1e-13);
      assert.ok(Math.abs(product - (i === j ? 1 : 0)) < 1e-13);
    }
  }
});

test.run();
