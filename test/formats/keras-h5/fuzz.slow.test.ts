import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchWeights, readKerasH5 } from '../../../src/formats/keras-h5.js';
import { writeKerasH5 } from '../../../src/formats/keras-h5-write.js';
import { generator } from '../../../src/numerics/generator.js';
import { resolveLayers } from '../../../src/numerics/network/resolve-layers.js';
import { everyLayerModel } from '../../support/every-layer-model.js';
import { repositoryRoot } from '../../support/repository.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const nMutations = 300;
const patienceMs = 6000;
/** The thread has to start and to end, on a machine that may be busy. */
const limitMs = 4 * patienceMs;
const atOnce = 3;

const folder = join(temporaryFolder(), 'fuzz');
mkdirSync(folder);
await writeKerasH5(join(folder, 'exported.h5'), everyLayerModel(), false);
const reference = join(repositoryRoot, 'test', 'reference');
const originals = [
  join(reference, 'keras', 'conv-full.h5'),
  join(reference, 'keras-saved', 'keras3.weights.h5'),
  join(reference, 'keras-saved', 'keras2-sequential.h5'),
  join(folder, 'exported.h5'),
].map((path) => {
  const bytes = readFileSync(path);
  // Most of such a file is room left empty: damage there shows nothing.
  const places = [...bytes.keys()].filter((at) => bytes[at] !== 0);
  return { bytes, places };
});

/** A file with some bytes changed, a few of them in a row, and now and then cut off. */
function damaged(index: number): Buffer {
  const random = generator(31, 'keras-fuzz', index);
  const pick = (count: number): number => Math.floor(random.uniform() * count);
  const { bytes: original, places } = originals[index % originals.length]!;
  const bytes = Buffer.from(original);
  for (let left = 1 + pick(6); left > 0; left--) {
    const at = Math.min(places[pick(places.length)]! + pick(4), bytes.length - 1);
    const value = [0, 255, pick(256)][pick(3)]!;
    bytes.fill(value, at, Math.min(bytes.length, at + (pick(5) === 0 ? 8 : 1)));
  }
  return pick(12) === 0 ? bytes.subarray(0, pick(bytes.length)) : bytes;
}

/** `model` for weights of a network's shapes or without a network, else what is wrong. */
async function outcome(index: number): Promise<string> {
  const path = join(folder, `${index}.h5`);
  writeFileSync(path, damaged(index));
  const file = await readKerasH5(path, 'damaged.h5', patienceMs);
  if (!file.ok) {
    const { found, expected } = file.failure;
    assert.ok(found.length > 0 && expected.length > 0, `${index}`);
    return found;
  }
  if (file.value.architecture === undefined) return 'model';
  const network = resolveLayers(file.value.architecture);
  assert.ok(network.ok, `${index}: a network that was read is none`);
  const weights = matchWeights(network.layers, file.value.weights, 'name');
  return weights.ok ? 'model' : weights.failure.found;
}

test(`${nMutations} damaged files each end in a model or an error that says what is wrong, in time`, async () => {
  const found: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < nMutations; index = next++) {
      const start = performance.now();
      found[index] = await outcome(index);
      assert.ok(performance.now() - start < limitMs, `${index} took too long`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  assert.is(found.length, nMutations);
  const nModels = found.filter((text) => text === 'model').length;
  assert.ok(nModels > 20 && nModels < 250, `${nModels} models: the damage is too weak or too strong`);
  assert.ok(new Set(found).size > 20, 'the damage is all of one kind');
});

test.run();
