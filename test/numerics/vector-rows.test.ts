import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chosenRows, gatherRows, rowsInMemory, type VectorRows } from '../../src/numerics/vector-rows.js';

/** Row i is i, i + 0.5; tells from where it is read. */
function counted(nRows: number, nColumns = 2): { readonly vectors: VectorRows; readonly reads: number[] } {
  const values = Float32Array.from(
    { length: nRows * nColumns },
    (_, i) => Math.floor(i / nColumns) + (i % nColumns) / 2,
  );
  const memory = rowsInMemory({ values, nRows, nColumns });
  const reads: number[] = [];
  const read: VectorRows['read'] = (start, target) => {
    reads.push(start);
    return memory.read(start, target);
  };
  return { vectors: { nRows, nColumns, read }, reads };
}

test('rows are gathered in the order asked for, twice where asked twice, a stride apart', async () => {
  const { vectors } = counted(5);
  const target = new Float32Array(4 * 4).fill(-1);
  await gatherRows(vectors, [3, 0, 3, 4], target, 4);
  assert.equal(Array.from(target), [3, 3.5, -1, -1, 0, 0.5, -1, -1, 3, 3.5, -1, -1, 4, 4.5, -1, -1]);
});

test('a file is read once, in its order, whatever the order of the rows', async () => {
  // 2,097,152 values make two chunks.
  const { vectors, reads } = counted(1024, 2048);
  const rows = Int32Array.from({ length: 1024 }, (_, i) => (i * 577) % 1024);
  const target = new Float32Array(1024 * 2048);
  await gatherRows(vectors, rows, target, 2048);
  assert.equal(reads, [0, 512]);
  assert.ok(
    rows.every((row, place) => target[place * 2048] === row && target[place * 2048 + 2047] === row + 1023.5),
  );
});

test('no rows ask for nothing', async () => {
  const { vectors, reads } = counted(3);
  await gatherRows(vectors, [], new Float32Array(0), 2);
  assert.equal(reads, []);
});

test('chosen rows are vectors by themselves', async () => {
  const { vectors } = counted(9);
  const chosen = chosenRows(vectors, [8, 2, 5]);
  const target = new Float32Array(4);
  await chosen.read(1, target);
  assert.is(chosen.nRows, 3);
  assert.equal(Array.from(target), [2, 2.5, 5, 5.5]);
});

test.run();
