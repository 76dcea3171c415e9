import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readKerasH5 } from '../../../src/formats/keras-h5.js';
import { writeKerasH5 } from '../../../src/formats/keras-h5-write.js';
import { networkOf } from '../../../src/numerics/network/network.js';
import { presetArchitecture } from '../../../src/numerics/network/presets.js';
import { initialWeights } from '../../../src/numerics/network/weights.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

test('the published dense network, 277 MB, is written and read with every weight', async () => {
  const architecture = presetArchitecture('dense', 128, 128);
  const network = networkOf(architecture);
  const weights = initialWeights(network, 1);
  const path = join(temporaryFolder(), 'dense.h5');
  await writeKerasH5(path, { architecture, latentLayer: network.latentLayer!, weights }, false);
  assert.ok(statSync(path).size > 277e6);
  const file = await readKerasH5(path, 'dense.h5');
  if (!file.ok) throw new Error(JSON.stringify(file.failure));
  const tensors = file.value.weights.flatMap(({ layer, tensors }) =>
    tensors.map(({ name, values }) => ({ key: `${layer}/${name}`, values })),
  );
  assert.equal(tensors.map(({ key }) => key).sort(), Object.keys(weights).sort());
  for (const { key, values } of tensors) {
    const bytes = (array: Float32Array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    assert.ok(bytes(values).equals(bytes(weights[key]!)), key);
  }
});

test.run();
