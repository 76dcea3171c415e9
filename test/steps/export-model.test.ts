import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { readModel, writeModel } from '../../src/formats/model-file.js';
import { writeNpy } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { inference } from '../../src/numerics/network/inference.js';
import type { Model } from '../../src/numerics/network/model.js';
import { networkOf, valuesIn } from '../../src/numerics/network/network.js';
import { presetArchitecture } from '../../src/numerics/network/presets.js';
import { initialWeights } from '../../src/numerics/network/weights.js';
import { exportModel } from '../../src/steps/export-model.js';
import { importModel } from '../../src/steps/import-model.js';
import { everyLayerModel } from '../support/every-layer-model.js';
import { repositoryRoot } from '../support/repository.js';
import { runStep } from '../support/run-step.js';
import { temporaryFolder } from '../support/temporary-folder.js';

async function exported(model: Model, params: JsonObject = {}): Promise<string> {
  const folder = join(temporaryFolder(), 'model');
  mkdirSync(folder);
  await writeModel(folder, model);
  const outcome = await runStep(exportModel, { inputs: { model: folder }, params });
  if (!outcome.result.ok) throw new Error(JSON.stringify(outcome.result.failure));
  return outcome.path('keras');
}

async function imported(weights: string, params: JsonObject = {}): Promise<Model> {
  const outcome = await runStep(importModel, { inputs: { weights }, params });
  if (!outcome.result.ok) throw new Error(JSON.stringify(outcome.result.failure));
  const folder = outcome.path('model');
  const model = await readModel(join(folder, 'model.json'), join(folder, 'model.safetensors'));
  if (!model.ok) throw new Error(JSON.stringify(model.failure));
  return model.value;
}

function cnnModel(): Model {
  const architecture = presetArchitecture('cnn', 16, 16);
  const network = networkOf(architecture);
  return { architecture, latentLayer: network.latentLayer!, weights: initialWeights(network, 3) };
}

function imagesFor({ architecture }: Model): Float32Array {
  const random = generator(4, 'export-model');
  return new Float32Array(3 * valuesIn(architecture.input)).map(() => random.uniform());
}

const outputs = (model: Model, images: Float32Array, to?: number) =>
  inference(model.architecture, model.weights, images, to === undefined ? {} : { to });

test('what is exported is imported again with the same weights, outputs and latents', async () => {
  const model = everyLayerModel();
  const again = await imported(await exported(model));
  const images = imagesFor(model);
  assert.equal(await outputs(again, images), await outputs(model, images));
  assert.equal(
    await outputs(again, images, again.latentLayer),
    await outputs(model, images, model.latentLayer),
  );
  assert.is(again.architecture.layers[again.latentLayer]!.name, 'layer_latents_leaky_re_lu');
  assert.equal(again.architecture.input, model.architecture.input);
});

test('the published network comes back layer for layer', async () => {
  const model = cnnModel();
  const again = await imported(await exported(model), { architecture: 'cnn', input: [16, 16, 1] });
  assert.equal(
    again.architecture.layers,
    networkOf(model.architecture).layers.map(({ spec }) => spec),
  );
  assert.equal({ ...again.weights }, { ...model.weights });
  assert.is(again.latentLayer, model.latentLayer);
});

test('weights alone have no network, and go back into the given one', async () => {
  const model = cnnModel();
  const path = await exported(model, { weights_only: true });
  const bare = await runStep(importModel, { inputs: { weights: path } });
  assert.match(JSON.stringify(bare.result), 'weights without the network');
  const again = await imported(path, { architecture: 'cnn', input: [16, 16, 1] });
  assert.equal({ ...again.weights }, { ...model.weights });
});

test('two exports of a model are the same, byte for byte', async () => {
  const first = readFileSync(await exported(everyLayerModel()));
  assert.equal(readFileSync(await exported(everyLayerModel())), first);
  const other = { ...everyLayerModel(), latentLayer: 1 };
  assert.not.equal(readFileSync(await exported(other)), first);
});

test('more layer names than one attribute holds are all read again', async () => {
  const name = (i: number): string => `${'a_long_name_'.repeat(20)}${i}`;
  const layers = Array.from({ length: 300 }, (_, i) => ({
    kind: 'dense' as const,
    units: 1,
    name: name(i),
    ...(i === 7 ? { latent: true } : {}),
  }));
  const architecture = { input: [1], layers };
  const weights = initialWeights(networkOf(architecture), 1);
  const again = await imported(await exported({ architecture, latentLayer: 7, weights }));
  assert.equal({ ...again.weights }, weights);
  assert.is(again.latentLayer, 7);
});

interface KerasFindings {
  readonly version: string;
  readonly load_model: number;
  readonly load_weights: number;
  readonly load_weights_of_model: number;
  readonly latents: number;
  readonly saved_again: number;
}

/** The Python with both Keras that the environment names; one that lacks them fails. */
const python = process.env['SKYSORT_TEST_PYTHON'];

const withKeras = python === undefined ? test.skip.bind(test) : test;
if (python === undefined) {
  process.stdout.write('skipped: Keras reads the exported file (SKYSORT_TEST_PYTHON names no Python)\n');
}

async function askKeras(library: string, model: Model): Promise<KerasFindings> {
  const folder = temporaryFolder();
  copyFileSync(await exported(model), join(folder, 'model.h5'));
  copyFileSync(await exported(model, { weights_only: true }), join(folder, 'weights.h5'));
  const images = imagesFor(model);
  await writeNpy(join(folder, 'images.npy'), { shape: [3, ...model.architecture.input], values: images });
  await writeNpy(join(folder, 'outputs.npy'), await outputs(model, images));
  await writeNpy(join(folder, 'latents.npy'), await outputs(model, images, model.latentLayer));
  const script = join(repositoryRoot, 'test/reference/keras-export/check.py');
  const { stdout } = await promisify(execFile)(python!, [script, library, folder]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as KerasFindings;
}

for (const library of ['keras', 'tf_keras']) {
  for (const [what, model] of [
    ['every kind of layer', everyLayerModel()],
    ['the published network', cnnModel()],
  ] as const) {
    withKeras(`${library} loads ${what}, model or weights, and predicts the same`, async () => {
      const { version, ...differences } = await askKeras(library, model);
      assert.match(version, /^\d/);
      assert.is(Object.keys(differences).length, 5);
      for (const [way, difference] of Object.entries(differences)) {
        assert.ok(difference < 1e-6, `${way}: a difference of ${difference}`);
      }
    });
  }
}

test.run();
