import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeNpy, encodeNpy, NpyRows, NpyWriter, readNpy } from '../../src/formats/npy.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('the bytes are those that numpy.save writes', () => {
  // numpy.save(f, numpy.array([[1, 2], [3, 4]], dtype='<i4')), numpy 2.3
  const header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2), }";
  const expected = Buffer.concat([
    Buffer.from(`${header.padEnd(127, ' ')}\n`, 'latin1'),
    Buffer.from(new Int32Array([1, 2, 3, 4]).buffer),
  ]);
  assert.equal(Buffer.from(encodeNpy({ shape: [2, 2], values: new Int32Array([1, 2, 3, 4]) })), expected);
});

test('arrays of any type and shape read back', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 });
  const types = fc.constantFrom(Float32Array, Float64Array, Int32Array, Uint8Array);
  fc.assert(
    fc.property(lengths, types, (shape, Type) => {
      const values = new Type(shape.reduce((a, b) => a * b, 1)).map((_, i) => i + 1);
      const decoded = decodeNpy(encodeNpy({ shape, values }));
      assert.ok(decoded.ok);
      assert.equal(decoded.value, { shape, values });
    }),
  );
});

test('a file written row by row equals one written at once, but for the room in its header', async () => {
  const path = join(temporaryFolder(), 'rows.npy');
  const writer = await NpyWriter.open(path, 'float32', [3]);
  await writer.append(new Float32Array([1, 2, 3]));
  await writer.append(new Float32Array([4, 5, 6, 7, 8, 9]));
  await writer.close();
  const array = await readNpy(path);
  assert.ok(array.ok);
  assert.equal(array.value, { shape: [3, 3], values: new Float32Array([1, 2, 3, 4, 5, 6, 7, 8, 9]) });
});

test('rows are read from the middle of a file', async () => {
  const path = join(temporaryFolder(), 'array.npy');
  writeFileSync(path, encodeNpy({ shape: [4, 2], values: new Float64Array([0, 1, 2, 3, 4, 5, 6, 7]) }));
  const rows = await NpyRows.open(path);
  assert.ok(rows.ok);
  assert.equal(await rows.value.read(1, 3), new Float64Array([2, 3, 4, 5]));
  await rows.value.close();
});

test('a file cut short is refused with both lengths', async () => {
  const path = join(temporaryFolder(), 'cut.npy');
  writeFileSync(path, encodeNpy({ shape: [4], values: new Float32Array(4) }).subarray(0, 140));
  const cut = await readNpy(path);
  assert.ok(!cut.ok);
  assert.is(cut.failure.found, '140 bytes');
  assert.is(cut.failure.expected, '144 bytes for shape (4)');
  assert.not((await NpyRows.open(path)).ok);
});

test('column-major order, unknown types and other files are refused', () => {
  const edit = (from: string, to: string): Uint8Array => {
    const text = Buffer.from(encodeNpy({ shape: [2, 2], values: new Float32Array(4) })).toString('latin1');
    return Buffer.from(text.replace(from, to), 'latin1');
  };
  for (const bytes of [edit('False', 'True '), edit('<f4', '<c8'), readFileSync(new URL(import.meta.url))]) {
    assert.not(decodeNpy(bytes).ok);
  }
});

test.run();
