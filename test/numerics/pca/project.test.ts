import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import { pca, project } from '../../../src/numerics/pca/pca.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';

test('rows projected by themselves, in groups of any size, have the bits of the scores of the fit', async () => {
  const [nRows, nColumns, components] = [200, 10, 3];
  const random = generator(5, 'project-test');
  const values = Float32Array.from({ length: nRows * nColumns }, () => random.uniform());
  const rows = rowsInMemory({ values, nRows, nColumns });
  const outcome = await pca(rows, { components, fitRows: [5, 0, 17, 90, 44, 120], seed: 0, threads: 1 });
  assert.ok(outcome.ok);
  const { scores } = outcome.value;
  let at = 0;
  for (const n of [1, 130, 3, 66]) {
    const group = values.subarray(at * nColumns, (at + n) * nColumns);
    const projected = await project(rowsInMemory({ values: group, nRows: n, nColumns }), outcome.value);
    assert.equal(projected, scores.slice(at * components, (at + n) * components));
    at += n;
  }
  assert.is(at, nRows);
});

test.run();
