import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { generator } from '../../../src/numerics/generator.js';
import { neighbourMemory } from '../../../src/numerics/tsne/neighbour-memory.js';
import { principalPlane } from '../../../src/numerics/tsne/principal-axes.js';
import { symmetricEigen } from '../../../src/numerics/tsne/symmetric-eigen.js';
import { allRows, reference, vectorsOf, single } from './reference.js';

test('a two by two matrix has the eigenvalues worked by hand', () => {
  const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
  assert.ok(Math.abs(values[0]! - 3) < 1e-15 && Math.abs(values[1]! - 1) < 1e-15);
  assert.ok(Math.abs(vectors[0]! - vectors[2]!) < 1e-15, 'the first axis is the diagonal');
});

test('eigenvectors are orthonormal and the matrix only stretches them', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.integer(), (n, seed) => {
      const stream = generator(seed, 'property');
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = stream.normal();
      }
      const { values, vectors } = symmetricEigen(a, n);
      for (let e = 0; e < n; e++) {
        for (let i = 0; i < n; i++) {
          let product = 0;
          for (let j = 0; j < n; j++) product += a[i * n + j]! * vectors[j * n + e]!;
          assert.ok(Math.abs(product - values[e]! * vectors[i * n + e]!) < 1e-12);
        }
        for (let f = 0; f <= e; f++) {
          let product = 0;
          for (let i = 0; i < n; i++) product += vectors[i * n + e]! * vectors[i * n + f]!;
          assert.ok(Math.abs(product - (e === f ? 1 : 0)) < 1e-12);
        }
        if (e > 0) assert.ok(values[e]! <= values[e - 1]!);
      }
    }),
  );
});

test('principal scores equal those of numpy, signs included', async () => {
  const { n, scores } = reference.affinities;
  const plane = principalPlane(
    await neighbourMemory(single(), rowsInMemory(vectorsOf(reference.affinities)), allRows(n), 15),
  );
  const deviation = Math.sqrt(scores.reduce((sum, v, i) => (i % 2 === 0 ? sum + v * v : sum), 0));
  const ours = Math.sqrt(plane.strengths[0]);
  plane.scores.forEach((score, i) => assert.ok(Math.abs(score / ours - scores[i]! / deviation) < 1e-6));
});

test('vectors on a line have no second axis, and equal vectors none at all', async () => {
  const line = Float32Array.from({ length: 30 }, (_, i) => Math.floor(i / 3) * ((i % 3) + 1));
  const onLine = principalPlane(
    await neighbourMemory(single(), rowsInMemory({ values: line, nRows: 10, nColumns: 3 }), allRows(10), 3),
  );
  assert.ok(onLine.strengths[0] > 0 && onLine.strengths[1] <= 1e-20 * onLine.strengths[0]);
  const equal = new Float32Array(30).fill(2.5);
  const atPoint = principalPlane(
    await neighbourMemory(single(), rowsInMemory({ values: equal, nRows: 10, nColumns: 3 }), allRows(10), 3),
  );
  assert.equal(atPoint.strengths, [0, 0]);
});

test.run();
