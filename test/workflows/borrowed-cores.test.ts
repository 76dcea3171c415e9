// A long training beside a short step: it goes on with both cores, and what comes of it does not tell.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

const workflow = `
skysort: 1
name: lend
seed: 0
steps:
  survey: { uses: mock-survey, with: { galaxies: 16 } }
  images:
    uses: ingest
    inputs: { files: survey.tarballs }
    with: { size: 64 }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images }
    with: { architecture: cnn, epochs: 60 }
  short:
    uses: command
    inputs: { images: images.images }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'sleep 0.2; echo done > "$0"', '{outputs.out}'] }
`;

const digestOf = (rig: Rig): unknown => rig.instance('lend', 'autoencoder').outputs;

test('a training borrows the core that a short step leaves; its bytes are those of one core', async () => {
  const rig = new Rig();
  rig.write('lend.yaml', workflow);
  await rig.run('lend.yaml', '--jobs', '2');
  const threads = rig
    .events('lend')
    .flatMap((event) =>
      (event.type === 'step-started' || event.type === 'step-threads') && event.id === 'autoencoder'
        ? [event.threads]
        : [],
    );
  assert.equal(threads, [1, 2]);
  const alone = new Rig();
  alone.write('lend.yaml', workflow);
  await alone.run('lend.yaml', '--jobs', '1');
  assert.equal(digestOf(alone), digestOf(rig));
});

test.run();
