import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actionKey, preimageOf } from '../../../src/core/fingerprint.js';
import type { Instance } from '../../../src/core/plan.js';
import type { StepKind } from '../../../src/core/step.js';
import { encode } from '../../../src/steps/encode.js';
import { engineNotes } from '../../../src/steps/network/engine.js';
import { reconstruct } from '../../../src/steps/reconstruct.js';
import { trainAutoencoder } from '../../../src/steps/train-autoencoder.js';

function keyOf(kind: StepKind, engine: string, environment: Readonly<Record<string, string>>): string {
  const instance = { params: { engine, schedule: 'constant' }, outputs: {} } as unknown as Instance;
  return actionKey(preimageOf(instance, kind, {}, environment));
}

for (const kind of [trainAutoencoder, encode, reconstruct]) {
  test(`what the environment tells TensorFlow is in the key of ${kind.name}, and only for that engine`, () => {
    for (const name of ['TF_ENABLE_ONEDNN_OPTS', 'TF_NUM_INTRAOP_THREADS']) {
      const keys = (engine: string): string[] =>
        [{}, { [name]: '0' }, { [name]: '1' }].map((environment) => keyOf(kind, engine, environment));
      assert.is(new Set(keys('tensorflow')).size, 3, name);
      assert.is(new Set(keys('wasm')).size, 1, name);
    }
    assert.is(keyOf(kind, 'tensorflow', { HOME: '/a' }), keyOf(kind, 'tensorflow', { HOME: '/b' }));
  });
}

test('training by TensorFlow says that it keeps no checkpoints', () => {
  assert.equal(engineNotes('wasm'), []);
  assert.match(
    engineNotes('tensorflow')
      .map(({ text }) => text)
      .join(),
    'keeps no checkpoints',
  );
  assert.match(JSON.stringify(trainAutoencoder.params), 'It keeps no checkpoints');
});

test.run();
