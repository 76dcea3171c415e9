// A training that is killed and run again, through the real program.
import { readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../src/core/events.js';
import { flipBit } from '../support/chain-rig.js';
import { imageFile } from '../support/image-files.js';
import { eventually, isAlive, Rig } from '../support/rig.js';

const side = 32;
const nImages = 96;
const pixels = new Float32Array(nImages * side * side).map((_, i) => ((i * 7919) % 97) / 97);
const images = readFileSync(await imageFile([nImages, side, side], pixels));

const workflow = (epochs: number, more = ''): string => `
skysort: 1
name: learn
steps:
  autoencoder:
    uses: train-autoencoder
    inputs: { images: { path: images.npy } }
    with: { architecture: cnn, epochs: ${epochs}, batch_size: 16${more} }
  latents: { uses: encode, inputs: { images: { path: images.npy }, model: autoencoder.model } }
`;

function learner(epochs: number, more = ''): Rig {
  const rig = new Rig();
  rig.write('images.npy', images);
  rig.write('learn.yaml', workflow(epochs, more));
  return rig;
}

/** Digests of model, history and latents. */
function digests(rig: Rig): Record<string, string> {
  return Object.fromEntries(
    rig
      .manifest('learn')
      .instances.flatMap(({ id, outputs }) =>
        Object.entries(outputs).map(([name, { sha256 }]) => [`${id}.${name}`, sha256] as const),
      ),
  );
}

/** Files of states, by the batches that they are after. */
function states(rig: Rig): { batch: number; path: string }[] {
  const folder = rig.path('runs/.cache/checkpoints');
  if (!rig.has('runs/.cache/checkpoints')) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.checkpoint'))
    .map((name) => ({ batch: Number(/([0-9]+)\.checkpoint$/.exec(name)?.[1]), path: join(folder, name) }));
}

/** Images that the newest run, which may have been killed, had trained on when it first told its progress. */
function firstProgress(rig: Rig): number | undefined {
  const newest =
    readdirSync(rig.path('runs/learn'))
      .filter((name) => name !== 'latest')
      .sort()
      .at(-1) ?? '';
  const line = rig
    .read(`runs/learn/${newest}/events.ndjson`)
    .split('\n')
    .find((text) => text.includes('"step-progress","id":"autoencoder"'));
  const event = line === undefined ? undefined : (JSON.parse(line) as RunEvent);
  return event?.type === 'step-progress' ? event.done : undefined;
}

/** The worker processes of a runner. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .map(Number)
    .filter((child) => {
      try {
        return readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(pid);
      } catch {
        return false;
      }
    });
}

test('a training that is killed five times and run again ends with the same bytes as an unbroken one', async () => {
  const epochs = 24;
  const unbroken = learner(epochs);
  await unbroken.run('learn.yaml');
  const rig = learner(epochs);
  const begins: number[] = [];
  for (const [kill, who] of (['worker', 'runner', 'worker', 'runner', 'worker'] as const).entries()) {
    const { process: runner, ended } = rig.start('run', '--plain', 'learn.yaml');
    const target = (kill + 1) * 4 * 6;
    await eventually(`a state after batch ${target}`, () => states(rig).some(({ batch }) => batch >= target));
    const [worker = 0] = childrenOf(runner.pid ?? 0);
    process.kill(who === 'worker' ? worker : (runner.pid ?? 0), 'SIGKILL');
    await ended;
    await eventually('the worker is gone', () => !isAlive(worker));
    begins.push(firstProgress(rig) ?? -1);
  }
  await rig.run('learn.yaml');
  begins.push(firstProgress(rig) ?? -1);
  assert.is(begins[0], 0);
  assert.ok(
    begins.every((done, i) => i === 0 || done >= i * 4 * nImages),
    String(begins),
  );
  assert.equal(digests(rig), digests(unbroken));
});

test('raising epochs trains only the rest, and gives the bytes of all epochs at once', async () => {
  const rig = learner(2);
  await rig.run('learn.yaml');
  rig.write('learn.yaml', workflow(4));
  const { stderr } = await rig.run('learn.yaml');
  assert.match(stderr, 'continues from a checkpoint after 2 epochs');
  assert.is(firstProgress(rig), 2 * nImages);
  const atOnce = learner(4);
  await atOnce.run('learn.yaml');
  assert.is(firstProgress(atOnce), 0);
  assert.equal(digests(rig), digests(atOnce));
  // A person who asks for it anew gets it anew.
  await rig.run('learn.yaml', '--force', 'autoencoder');
  assert.is(firstProgress(rig), 0);
});

test('more epochs under a schedule that they change begin anew', async () => {
  const rig = learner(2, ', schedule: cosine');
  await rig.run('learn.yaml');
  rig.write('learn.yaml', workflow(3, ', schedule: cosine'));
  await rig.run('learn.yaml');
  assert.is(firstProgress(rig), 0);
});

test('a damaged checkpoint is named, and the training begins anew with the same result', async () => {
  for (const damage of [
    (path: string) => flipBit(path, 8 * Math.floor(statSync(path).size / 2)),
    (path: string) => truncateSync(path, 1000),
  ]) {
    const rig = learner(2);
    await rig.run('learn.yaml');
    for (const { path } of states(rig)) damage(path);
    rig.write('learn.yaml', workflow(4));
    const { stderr } = await rig.run('learn.yaml');
    assert.match(stderr, /warning: the checkpoint \S+\.checkpoint was not used: damaged/);
    assert.is(firstProgress(rig), 0);
    const atOnce = learner(4);
    await atOnce.run('learn.yaml');
    assert.equal(digests(rig), digests(atOnce));
  }
});

test('model, history and latents have the same digests for 1, 2, 3 and 8 cores', async () => {
  const found: Record<string, string>[] = [];
  for (const jobs of ['1', '2', '3', '8']) {
    const rig = learner(2);
    await rig.run('learn.yaml', '--jobs', jobs);
    found.push(digests(rig));
  }
  assert.equal(Object.keys(found[0]!), ['autoencoder.history', 'autoencoder.model', 'latents.latents']);
  for (const one of found) assert.equal(one, found[0]);
});

test('two runs that train one family at once, to different ends, do not disturb each other', async () => {
  const rig = learner(8);
  rig.write('longer.yaml', workflow(12).replace('name: learn', 'name: longer'));
  await Promise.all([rig.run('learn.yaml'), rig.run('longer.yaml')]);
  const shorter = learner(8);
  await shorter.run('learn.yaml');
  assert.equal(digests(rig), digests(shorter));
  const longer = learner(12);
  await longer.run('learn.yaml');
  const model = rig.instance('longer', 'autoencoder').outputs['model'];
  assert.is(model?.sha256, longer.instance('learn', 'autoencoder').outputs['model']?.sha256);
});

test('Ctrl-C keeps where a training stands, and the next run goes on from there', async () => {
  const rig = learner(400);
  const { process: runner, ended } = rig.start('run', '--plain', 'learn.yaml');
  await eventually('a state', () => states(rig).length > 0);
  runner.kill('SIGINT');
  assert.is((await ended).code, 130);
  const batch = Math.max(...states(rig).map((state) => state.batch));
  const next = rig.start('run', '--plain', 'learn.yaml');
  await eventually(
    'it begins',
    () => next.process.pid !== undefined && states(rig).some((state) => state.batch > batch),
  );
  next.process.kill('SIGINT');
  await next.ended;
  const done = firstProgress(rig) ?? 0;
  assert.is(done, batch * 16);
});

test.run();
