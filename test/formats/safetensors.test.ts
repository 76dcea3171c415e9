import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js';
import { repositoryRoot } from '../support/repository.js';

const two = [
  { name: 'b', shape: [2], values: Float32Array.of(3, 4) },
  { name: 'a', shape: [1, 1], values: Float32Array.of(1.5) },
];

function withHeader(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function trouble(bytes: Uint8Array): { place: string; found: string; expected: string; file: string } {
  const result = decodeSafetensors(bytes, 'm.safetensors');
  assert.is(result.ok, false);
  return (result as unknown as { failure: ReturnType<typeof trouble> }).failure;
}

test('a file is a length, a JSON header padded to 8 bytes, and the values by name', () => {
  const bytes = encodeSafetensors(two, { z: '1', format: 'x' });
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  assert.is(
    header.trimEnd(),
    '{"__metadata__":{"format":"x","z":"1"},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},' +
      '"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}',
  );
  assert.is((8 + length) % 8, 0);
  assert.equal([...new Float32Array(bytes.slice(8 + length).buffer)], [1.5, 3, 4]);
});

test('the bytes depend neither on the order of the tensors nor on the bits of a NaN', () => {
  const odd = new Float32Array(Uint32Array.of(0xffc12345).buffer);
  const nan = (values: Float32Array) => encodeSafetensors([{ name: 'n', shape: [1], values }]);
  assert.equal(nan(odd), nan(Float32Array.of(NaN)));
  assert.equal(encodeSafetensors(two), encodeSafetensors([...two].reverse()));
});

test('a file of the reference library is read, and written with the same bytes', () => {
  const bytes = new Uint8Array(
    readFileSync(join(repositoryRoot, 'test/reference/safetensors/small.safetensors')),
  );
  const read = decodeSafetensors(bytes, 'small.safetensors');
  assert.ok(read.ok);
  assert.equal([...read.value.tensors[1]!.values], [1, 2, 3, 4.5]);
  assert.equal(
    read.value.tensors.map(({ name, shape }) => [name, shape]),
    [
      ['a', [1]],
      ['b/kernel', [2, 2]],
      ['e', [0, 3]],
    ],
  );
  assert.equal(encodeSafetensors(read.value.tensors, read.value.metadata), bytes);
});

test('what is written reads back, at any offset in its buffer', () => {
  const tensor = fc
    .tuple(fc.array(fc.nat(3), { maxLength: 3 }), fc.string())
    .chain(([shape, name]) => {
      const length = shape.reduce((total, side) => total * side, 1);
      return fc
        .float32Array({ minLength: length, maxLength: length })
        .map((values) => ({ name, shape, values }));
    })
    .filter(({ name }) => name !== '__metadata__');
  const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 5 });
  fc.assert(
    fc.property(tensors, fc.dictionary(fc.string(), fc.string()), fc.nat(7), (written, metadata, shift) => {
      const bytes = encodeSafetensors(written, metadata);
      const shifted = new Uint8Array(bytes.length + shift);
      shifted.set(bytes, shift);
      const read = decodeSafetensors(shifted.subarray(shift), 'm.safetensors');
      assert.ok(read.ok);
      assert.equal(Object.entries(read.value.metadata).sort(), Object.entries(metadata).sort());
      assert.equal(
        read.value.tensors.map(({ name, shape, values }) => [name, shape, [...values]]),
        [...written]
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map(({ name, shape, values }) => [name, shape, [...values]]),
      );
    }),
  );
});

test('a header length beyond the file takes no memory and is told', () => {
  const bytes = encodeSafetensors(two);
  new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n, true);
  assert.is(trouble(bytes).found, 'a header length of 9223372036854775808 bytes');
  assert.is(trouble(new Uint8Array(3)).found, '3 bytes');
});

test('sizes that disagree with the bytes are told with the tensor', () => {
  const entry = (shape: unknown, offsets: unknown, dtype = 'F32') => ({
    t: { dtype, shape, data_offsets: offsets },
  });
  assert.is(trouble(withHeader(entry([3], [0, 8]), 8)).expected, '12, as float32 of shape [3]');
  assert.match(trouble(withHeader(entry([2], [0, 8]), 4)).expected, 'within the 4 bytes of data');
  assert.match(trouble(withHeader(entry([2 ** 53 - 1, 2 ** 53 - 1], [0, 4]), 4)).found, '4 bytes');
  assert.match(trouble(withHeader(entry([-1], [0, 4]), 4)).found, 'shape [-1]');
  assert.match(trouble(withHeader(entry([1], [0, 2], 'F16'), 2)).found, 'dtype "F16"');
  assert.match(trouble(withHeader(entry([1], [0, 4]), 6)).found, '2 bytes that no tensor covers');
  assert.match(trouble(withHeader(entry([1], [2, 6]), 6)).place, 'tensor "t"');
  assert.match(trouble(withHeader({ t: null }, 0)).found, 'dtype undefined');
});

test('a header that is not a JSON object is told', () => {
  assert.match(trouble(withHeader('[1]', 0)).found, 'not a JSON object');
  assert.match(trouble(withHeader('{', 0)).found, 'not a JSON object');
  assert.match(trouble(withHeader({ __metadata__: { a: 1 } }, 0)).place, '__metadata__');
});

test('overlapping tensors are refused', () => {
  const t = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  assert.match(trouble(withHeader({ a: t, b: t }, 4)).expected, 'a start at 4');
});

test('a caller that contradicts itself is stopped', () => {
  assert.throws(() => encodeSafetensors([{ name: 'a', shape: [2], values: Float32Array.of(1) }]), /not 2/);
  assert.throws(() => encodeSafetensors([two[0]!, two[0]!]), /is taken/);
});

test.run();
