import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { actionKey, preimageOf } from '../../../src/core/fingerprint.js';
import type { Instance } from '../../../src/core/plan.js';
import type { StepKind } from '../../../src/core/step.js';
import { encode } from '../../../src/steps/encode.js';
import { reconstruct } from '../../../src/steps/reconstruct.js';
import { trainAutoencoder } from '../../../src/steps/train-autoencoder.js';
import { spotImages } from '../../support/image-files.js';
import { KeptCheckpoints } from '../../support/kept-checkpoints.js';
import { runStep } from '../../support/run-step.js';
import { onTensorflow } from '../../support/tensorflow.js';

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

onTensorflow('training by TensorFlow says that it keeps no checkpoints, and keeps none', async () => {
  const images = await spotImages(4, 8);
  const checkpoints = new KeptCheckpoints();
  const notes = async (engine: string): Promise<string> => {
    const params = { architecture: 'cnn', epochs: 1, batch_size: 4, seed: 1, engine };
    const outcome = await runStep(trainAutoencoder, { inputs: { images }, params, checkpoints });
    if (!outcome.result.ok) throw new Error(JSON.stringify(outcome.result.failure));
    return outcome.notes.map(({ text }) => text).join();
  };
  assert.match(await notes('tensorflow'), 'TensorFlow keeps no checkpoints');
  assert.is(checkpoints.states.size, 0);
  assert.is(await notes('wasm'), '');
  assert.ok(checkpoints.states.size > 0);
});

test('the parameter says that TensorFlow keeps no checkpoints where it trains, and only there', () => {
  const description = (kind: StepKind): string => JSON.stringify(kind.params.properties['engine']);
  assert.match(description(trainAutoencoder), 'It keeps no checkpoints');
  assert.not.match(description(encode), 'checkpoints');
});

test.run();
