import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeNpy, readNpy } from '../../../src/formats/npy.js';
import { generator } from '../../../src/numerics/generator.js';
import { kmeans } from '../../../src/steps/kmeans.js';
import { runStep } from '../../support/run-step.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const nRows = 240;
const nColumns = 7;

/** Four clouds far apart, and a split that fits most of them. */
function separated(): { readonly vectors: string; readonly split: string } {
  const folder = temporaryFolder();
  const stream = generator(2, 'test');
  const values = Float32Array.from({ length: nRows * nColumns }, (_, i) => {
    const cloud = Math.floor(i / nColumns) % 4;
    return (i % nColumns === cloud ? 20 : 0) + stream.normal();
  });
  const [vectors, split] = [join(folder, 'vectors.npy'), join(folder, 'split.json')];
  writeFileSync(vectors, encodeNpy({ shape: [nRows, nColumns], values }));
  const rows = [...Array(nRows).keys()];
  const [train, validation] = [rows.filter((row) => row % 5 > 0), rows.filter((row) => row % 5 === 0)];
  writeFileSync(split, JSON.stringify({ train, validation }));
  return { vectors, split };
}

async function numbers(path: string): Promise<number[]> {
  const array = await readNpy(path);
  if (!array.ok) throw new Error(array.failure.found);
  return [...array.value.values];
}

const params = { k: 4, engine: 'ml-kmeans' };

test('on clusters far apart ml-kmeans finds what ours finds', async () => {
  const inputs = separated();
  const [ours, theirs] = [
    await runStep(kmeans, { inputs, params: { k: 4 } }),
    await runStep(kmeans, { inputs, params }),
  ];
  const [labels, others] = [await numbers(ours.path('labels')), await numbers(theirs.path('labels'))];
  // Clusters have the same members, whatever their numbers.
  const names = new Map(labels.map((label, row) => [label, others[row]!]));
  assert.equal(new Set(names.values()).size, 4);
  assert.equal(
    others,
    labels.map((label) => names.get(label)),
  );
  const [centres, otherCentres] = [
    await numbers(ours.path('centres')),
    await numbers(theirs.path('centres')),
  ];
  centres.forEach((value, i) => {
    const other = otherCentres[names.get(Math.floor(i / nColumns))! * nColumns + (i % nColumns)]!;
    assert.ok(Math.abs(value - other) <= 1e-5);
  });
  const [inertia, otherInertia] = [Number(ours.measures['inertia']), Number(theirs.measures['inertia'])];
  assert.ok(Math.abs(inertia - otherInertia) <= 1e-6 * inertia);
});

test('its starts come from the seed alone: the same seed gives the same bytes, more starts no more inertia', async () => {
  const inputs = { vectors: separated().vectors };
  const fit = (more: { seed?: number; n_init?: number }) =>
    runStep(kmeans, { inputs, params: { ...params, k: 9, ...more } });
  const [one, again, other] = [await fit({}), await fit({}), await fit({ seed: 1 })];
  for (const output of ['labels', 'centres', 'distances', 'summary'])
    assert.equal(readFileSync(one.path(output)), readFileSync(again.path(output)));
  assert.not.equal(await numbers(one.path('centres')), await numbers(other.path('centres')));
  const single = await fit({ n_init: 1 });
  assert.ok(Number(one.measures['inertia']) < Number(single.measures['inertia']));
});

test('its bytes depend on its versions, ours on nothing beside the key', () => {
  const theirs = kmeans.reproducibility?.({ ...params });
  assert.match(theirs?.['ml-kmeans'] ?? '', /^7\.\d+\.\d+$/);
  for (const version of Object.values(theirs ?? {})) assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(kmeans.reproducibility?.({ engine: 'wasm' }), {});
});

test('more numbers than ml-kmeans can hold are refused, and ours is named', async () => {
  const path = join(temporaryFolder(), 'large.npy');
  const shape = [51, 1_000_000];
  const header = encodeNpy({ shape: [1], values: Float32Array.of(0) }).subarray(0, 128);
  const text = Buffer.from(header)
    .toString('latin1')
    .replace('(1,)', `(${shape.join(', ')})`);
  // A file of zeros that takes no room on the disk; the header is as long as before.
  const file = openSync(path, 'w');
  writeSync(file, Buffer.from(text.slice(0, text.indexOf('}') + 1).padEnd(127, ' ') + '\n', 'latin1'));
  ftruncateSync(file, 128 + 4 * 51_000_000);
  closeSync(file);
  const { result } = await runStep(kmeans, { inputs: { vectors: path }, params });
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.found, '51000000 numbers to fit');
  assert.match(result.failure.remedy, 'wasm');
});

test('a cancelled run ends as cancelled', async () => {
  const inputs = { vectors: separated().vectors };
  const { result } = await runStep(kmeans, { inputs, params, signal: AbortSignal.abort() });
  assert.equal(result.ok ? undefined : result.failure, { reason: 'cancelled' });
});

test.run();
