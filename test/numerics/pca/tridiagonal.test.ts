import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { eigenvectorsInto, greatestEigenvalues } from '../../../src/numerics/pca/tridiagonal.js';

test('the second difference of n points has the eigenvalues of the textbook', () => {
  const n = 40;
  const matrix = { diagonal: new Float64Array(n).fill(2), offDiagonal: new Float64Array(n - 1).fill(-1) };
  const values = greatestEigenvalues(matrix, n);
  values.forEach((value, i) => {
    assert.ok(Math.abs(value - (2 - 2 * Math.cos((Math.PI * (n - i)) / (n + 1)))) < 1e-14);
  });
});

test('eigenvectors of a matrix that falls apart into equal blocks are orthonormal', () => {
  // Five times the same block of four: every eigenvalue is there five times.
  const n = 20;
  const stream = generator(0, 'tridiagonal');
  const block = Array.from({ length: 7 }, () => stream.normal());
  const diagonal = Float64Array.from({ length: n }, (_, i) => block[i % 4]!);
  const offDiagonal = Float64Array.from({ length: n - 1 }, (_, i) => (i % 4 === 3 ? 0 : block[4 + (i % 4)]!));
  const values = greatestEigenvalues({ diagonal, offDiagonal }, n);
  const vectors = new Float64Array(n * n);
  eigenvectorsInto({ diagonal, offDiagonal }, values, () => stream.uniform() - 0.5, vectors);
  for (let a = 0; a < n; a++) {
    for (let i = 0; i < n; i++) {
      const at = (j: number) => (j >= 0 && j < n ? vectors[a * n + j]! : 0);
      const product =
        diagonal[i]! * at(i) + (offDiagonal[i] ?? 0) * at(i + 1) + (offDiagonal[i - 1] ?? 0) * at(i - 1);
      assert.ok(Math.abs(product - values[a]! * at(i)) < 1e-13);
    }
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let j = 0; j < n; j++) product += vectors[a * n + j]! * vectors[b * n + j]!;
      assert.ok(Math.abs(product - (a === b ? 1 : 0)) < 1e-12);
    }
  }
});

test.run();
