import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { onTensorflow } from '../support/tensorflow.js';

const workflow = `
skysort: 1
name: reference
steps:
  survey: { uses: mock-survey, with: { galaxies: 3 } }
  images: { uses: ingest, inputs: { files: survey.tarballs }, with: { size: 16 } }
  autoencoder:
    uses: train-autoencoder
    inputs: { images: images.images }
    with: { epochs: 2, batch_size: 4, engine: tensorflow }
  latents:
    uses: encode
    inputs: { images: images.images, model: autoencoder.model }
    with: { engine: tensorflow }
  made:
    uses: reconstruct
    inputs: { images: images.images, model: autoencoder.model }
    with: { engine: tensorflow }
`;

onTensorflow(
  'a workflow by TensorFlow runs, is cached under its class, and comes out the same again',
  async () => {
    const rig = new Rig();
    rig.write('reference.yaml', workflow);
    const { stderr } = await rig.run('reference.yaml');
    assert.not.match(stderr, /oneDNN/);
    assert.match(rig.output('reference', 'autoencoder', 'history.csv'), /^epoch,loss,val_loss\n1,0\./);
    await rig.run('reference.yaml');
    assert.equal(Object.keys(rig.idsByState('reference')), ['cached']);
    const verified = await rig.skysort('verify', 'reference.yaml', '--step', 'autoencoder');
    assert.is(verified.code, 0, verified.stdout + verified.stderr);
    assert.match(verified.stdout, /tensorflow \d+\.\d+/);
    assert.match(verified.stdout, /cores \d+/);
    rig.write('reference.yaml', workflow.replaceAll(', engine: tensorflow', ''));
    const why = await rig.skysort('why', 'reference.yaml', 'autoencoder');
    assert.is(why.code, 3);
    assert.match(why.stdout, /engine/);
  },
);

onTensorflow('the doctor says which TensorFlow is there, and where', async () => {
  const { stdout, code } = await new Rig().skysort('doctor');
  assert.is(code, 0, stdout);
  assert.match(stdout, /ok {7}tensorflow +2\.\d+\.\d+, by tfjs-node 4\./);
});

/** skysort as it is when installed, without TensorFlow: its own files elsewhere, its dependencies linked. */
function packageWithoutTensorflow(): string {
  const folder = join(temporaryFolder(), 'skysort');
  mkdirSync(folder);
  for (const part of ['dist/src', 'scripts', 'schemas', 'workflows', 'package.json']) {
    cpSync(join(repositoryRoot, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

test('without TensorFlow its engine is not available, which no other takes the place of, and the doctor tells how to get it', async () => {
  const folder = packageWithoutTensorflow();
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'reference.yaml'), workflow);
  const skysort = (...args: string[]) =>
    execa(process.execPath, [join(folder, 'dist/src/cli/main.js'), ...args], { cwd, reject: false });
  const ran = await skysort('run', '--plain', 'reference.yaml');
  const command = `node "${join(folder, 'scripts', 'tensorflow-install.mjs')}"`;
  assert.is(ran.exitCode, 5);
  assert.match(ran.stderr, 'the engine tensorflow is not available');
  assert.match(ran.stderr, command);
  const doctor = await skysort('doctor');
  assert.is(doctor.exitCode, 0);
  assert.match(doctor.stdout, /missing {2}tensorflow +not installed/);
  assert.match(doctor.stdout.replace(/\s+/g, ''), command.replace(/\s+/g, ''));

  // What is there and does not load is another matter than what is absent.
  const home = join(folder, '.tensorflow', 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
  writeFileSync(join(home, 'index.js'), 'throw new Error("the binding is of another Node");');
  const broken = await skysort('run', '--plain', 'reference.yaml');
  assert.is(broken.exitCode, 5);
  assert.match(broken.stderr, 'does not load: the binding is of another Node');
  const again = await skysort('doctor');
  assert.is(again.exitCode, 1);
  assert.match(again.stdout, /BROKEN {3}tensorflow/);
});

test.run();
