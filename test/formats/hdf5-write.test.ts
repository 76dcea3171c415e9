import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, Group } from 'h5wasm/node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeHdf5, type Hdf5Group } from '../../src/formats/hdf5-write.js';
import { ok } from '../../src/core/result.js';
import { isDataset, isGroup, withHdf5 } from '../../src/formats/keras-h5/hdf5.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Writes a tree and reads something back with the HDF5 library. */
async function readBack<T>(tree: Hdf5Group, read: (root: Group) => T): Promise<T> {
  const path = join(temporaryFolder(), 'tree.h5');
  await writeHdf5(path, tree);
  const found = await withHdf5(path, (root) => ok(read(root)));
  if (!found.ok) throw new Error(JSON.stringify(found.failure));
  return found.value;
}

function group(root: Group, path: string): Group {
  const found = root.get(path);
  if (!isGroup(found)) throw new Error(`no group ${path}`);
  return found;
}

function dataset(root: Group, path: string): Dataset {
  const found = root.get(path);
  if (!isDataset(found)) throw new Error(`no dataset ${path}`);
  return found;
}

const single = (value: number) => ({ shape: [1], values: Float32Array.of(value) });

test('groups, arrays and texts are read by the HDF5 library as they were given', async () => {
  const values = Float32Array.from({ length: 24 }, (_, i) => i / 7 - 1);
  const tree: Hdf5Group = {
    attributes: { version: '2.2.4', names: ['a', 'longer', 'b'] },
    groups: { inner: { groups: { empty: {} }, datasets: { 'kernel:0': { shape: [2, 3, 4], values } } } },
    datasets: { one: single(5) },
  };
  await readBack(tree, (root) => {
    assert.equal(root.keys().sort(), ['inner', 'one']);
    assert.is(root.attrs['version']?.value, '2.2.4');
    assert.equal(root.attrs['names']?.value, ['a', 'longer', 'b']);
    const kernel = dataset(root, 'inner/kernel:0');
    assert.equal([kernel.dtype, kernel.shape], ['<f', [2, 3, 4]]);
    assert.equal(kernel.value, values);
    assert.equal(group(root, 'inner/empty').keys(), []);
    assert.equal(dataset(root, 'one').value, Float32Array.of(5));
  });
});

for (const count of [0, 1, 8, 9, 256, 257, 3000]) {
  test(`a group of ${count} names has each of them`, async () => {
    const names = Array.from({ length: count }, (_, i) => `layer_${(i * 7919) % 10007}`);
    const datasets = Object.fromEntries(names.map((name, i) => [name, single(i)]));
    await readBack({ datasets }, (root) => {
      assert.is(root.keys().length, count);
      names.forEach((name, i) => assert.is((dataset(root, name).value as Float32Array)[0], i));
    });
  });
}

for (const length of [1, 4047, 4048, 4049, 4056, 4064, 4065, 300_000]) {
  test(`a text of ${length} characters is whole`, async () => {
    const text = 'x'.repeat(length - 1) + 'y';
    await readBack({ attributes: { text, after: 'z' } }, (root) => {
      assert.is(root.attrs['text']?.value, text);
      assert.is(root.attrs['after']?.value, 'z');
    });
  });
}

test('the same tree gives the same bytes, whatever the time', async () => {
  const folder = temporaryFolder();
  const tree = { attributes: { a: 'b' }, groups: { g: { datasets: { d: single(1) } } } };
  await writeHdf5(join(folder, 'first.h5'), tree);
  // The library's own times have a resolution of a second.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await writeHdf5(join(folder, 'second.h5'), tree);
  assert.equal(readFileSync(join(folder, 'first.h5')), readFileSync(join(folder, 'second.h5')));
});

test.run();
