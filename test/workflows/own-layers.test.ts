// The example of a network of a person's own, as it stands in the repository, on fewer and smaller images.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv } from '../../src/formats/csv.js';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';

const name = 'workflows/own-layers.yaml';

test('the example with own layers, optimizer, schedule and early stopping runs, learns, and exports to Keras', async () => {
  const rig = new Rig();
  rig.write(name, readFileSync(join(repositoryRoot, name)));
  await rig.run(name, '--set', 'galaxies=4', '--set', 'size=16', '--set', 'epochs=3');
  assert.equal(Object.keys(rig.idsByState('own-layers')), ['ran']);
  const outputs = join(rig.folder, 'runs/own-layers/latest/outputs');
  const history = await readCsv(join(outputs, 'autoencoder', 'history.csv'));
  assert.ok(history.ok);
  const losses = history.value.numbers('loss') ?? [];
  assert.is(losses.length, 3);
  assert.ok(losses[2]! < losses[0]!, String(losses));
  assert.ok(history.value.columns.includes('learning_rate'));
  const model = JSON.parse(rig.output('own-layers', 'autoencoder', 'model/model.json')) as {
    training: { optimizer: unknown };
  };
  assert.equal(model.training.optimizer, {
    ...{ name: 'adam', learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  });
  assert.match(rig.output('own-layers', 'keras', 'model.h5').slice(0, 8), 'HDF');
});

test('the list of layers in the docs is a network for images of the size that it names', async () => {
  const page = readFileSync(join(repositoryRoot, 'docs/networks.md'), 'utf8');
  const [, block = ''] = /```yaml\n(architecture:[^]*?)```/.exec(page) ?? [];
  assert.ok(block.includes('latent: true'));
  const rig = new Rig();
  const steps = `  survey: { uses: mock-survey, with: { galaxies: 2 } }
  images: { uses: ingest, inputs: { files: survey.tarballs }, with: { size: 64 } }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images }
    with:
      epochs: 1
${block.replace(/^(?=.)/gm, '      ')}`;
  rig.write('docs.yaml', `skysort: 1\nname: docs\nsteps:\n${steps}`);
  await rig.run('docs.yaml');
  assert.equal(Object.keys(rig.idsByState('docs')), ['ran']);
});

test.run();
