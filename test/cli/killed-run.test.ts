import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../src/core/manifest.js';
import { encodeManifest } from '../../src/store/manifest-file.js';
import { ownIdentity } from '../../src/store/process-identity.js';
import { readManifest } from '../../src/store/run-record.js';
import { eventually, Rig } from '../support/rig.js';

/** The second step goes on until there is a file. */
const workflow = (word: string, go: string): string => `
skysort: 1
name: killed
steps:
  first:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo ${word} > "$0"', "{outputs.out}"] }
  second:
    uses: command
    inputs: { first: first.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'until [ -e ${go} ]; do sleep 0.05; done; cat "$1" > "$0"', "{outputs.out}", "{inputs.first}"] }
`;

/** A run that was killed in its second step. */
async function killedRig(): Promise<{ rig: Rig; run: string }> {
  const rig = new Rig();
  rig.write('killed.yaml', workflow('one', rig.path('go')));
  const { process: runner, ended } = rig.start('run', '--json', 'killed.yaml');
  let text = '';
  runner.stdout!.on('data', (part: string) => (text += part));
  await eventually('the second step runs', () => /"step-started","id":"second"/.test(text));
  runner.kill('SIGKILL');
  await ended;
  return { rig, run: readdirSync(rig.path('runs/killed'))[0]! };
}

test('a killed run is known to have been interrupted, with what it had finished', async () => {
  const { rig, run } = await killedRig();
  assert.match((await rig.skysort('ls')).stdout, /interrupted.*1 ran/);
  const { stdout } = await rig.skysort('show', run);
  assert.match(stdout, /first +command +ran/);
  const shown = JSON.parse((await rig.skysort('show', run, '--json')).stdout) as Manifest;
  assert.equal(
    shown.instances.map(({ state }) => state),
    ['ran', 'waiting'],
  );
});

test('why holds a step against what a killed run made', async () => {
  const { rig } = await killedRig();
  rig.write('killed.yaml', workflow('two', rig.path('go')));
  const { stdout } = await rig.skysort('why', 'killed.yaml', 'first');
  assert.match(stdout, /parameter command\[2\] changed/);
  assert.not.match(stdout, /never ran/);
});

test('export, verify and diff of a killed run have what it finished', async () => {
  const { rig, run } = await killedRig();
  assert.is((await rig.skysort('export', run, 'copy')).code, 0);
  assert.is(rig.read('copy/outputs/first/out.txt'), 'one\n');
  const copied = JSON.parse(rig.read('copy/manifest.json')) as Manifest;
  assert.is(copied.instances[0]?.outputs['out']?.file, 'outputs/first/out.txt');
  assert.is((await rig.skysort('verify', run, '--step', 'first')).code, 0);
  rig.write('go', '');
  await rig.run('killed.yaml');
  const { stdout } = await rig.skysort('diff', run, 'killed');
  assert.match(stdout, /second/);
  assert.not.match(stdout, /first/);
});

test('a killed run is interrupted also when another process has its pid by now', async () => {
  const { rig, run } = await killedRig();
  const folder = rig.path('runs/killed', run);
  const manifest = readManifest(folder)!;
  const { boot, pidSpace, started } = ownIdentity();
  assert.equal([manifest.runner.boot, manifest.runner.pidSpace], [boot, pidSpace]);
  assert.is.not(manifest.runner.started, started);
  const runner = { ...manifest.runner, pid: process.pid };
  writeFileSync(join(folder, 'manifest.json'), encodeManifest({ ...manifest, runner }));
  assert.match((await rig.skysort('ls')).stdout, /interrupted/);
});

test('an event that was torn, or damaged, is not believed', async () => {
  const { rig, run } = await killedRig();
  const events = rig.path('runs/killed', run, 'events.ndjson');
  const finished = readFileSync(events, 'utf8')
    .split('\n')
    .find((line) => line.includes('step-finished'))!;
  const second = finished.replace('"id":"first"', '"id":"second"');
  appendFileSync(events, `${second.replace(/"key":"./, '"key":"X')}\n${second.slice(0, 150)}`);
  const shown = JSON.parse((await rig.skysort('show', run, '--json')).stdout) as Manifest;
  assert.equal(
    shown.instances.map(({ state }) => state),
    ['ran', 'waiting'],
  );
});

test.run();
