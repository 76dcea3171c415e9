// What apply refuses, what it says of a run that has lost something, and how it ends when it is stopped.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../src/core/manifest.js';
import { encodeManifest } from '../../src/store/manifest-file.js';
import { eventually } from '../support/rig.js';
import { smallRun } from './small-run.js';

const { rig, tarballs } = await smallRun();
assert.is((await rig.skysort('export', 'small', 'copy')).code, 0);

test('several ways through a run are listed, and what cannot be applied is named', async () => {
  const refusal = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await rig.skysort('apply', 'small', tarballs, ...args);
    assert.is(code, 2, stderr);
    return stderr;
  };
  const ways = await refusal();
  assert.match(ways, /latents -> clusters; latents -> reduced -> joined -> joined-clusters/);
  assert.match(ways, /choose by --clusters STEP\n/);
  assert.match(
    await refusal('--clusters', 'map-clusters'),
    /map: its embedding, of kind tsne, cannot be made/,
  );
  assert.match(await refusal('--clusters', 'clusters', '--k', '9'), /--k 9, expected a K of the run: 2, 5/);
  assert.match(
    await refusal('--clusters', 'joined-clusters', '--score', 'artifacts'),
    /judges none of the clusterings/,
  );
  assert.match(
    (await rig.skysort('apply', 'small', 'nothing/*.tar', '--clusters', 'clusters')).stderr,
    /no file that nothing\/\*\.tar matches/,
  );
  assert.match(
    (await rig.skysort('apply', 'small', 'gone.tar', '--clusters', 'clusters')).stderr,
    /no file gone\.tar/,
  );
});

test('a run that lost a file, or tells too little, says which and what to do', async () => {
  const manifest = JSON.parse(rig.read('copy/manifest.json')) as Manifest & { digest?: string };
  delete manifest.digest;
  const inputless = manifest.instances.map((instance) => {
    const { inputs, ...rest } = instance;
    assert.ok(inputs !== undefined);
    return rest;
  });
  mkdirSync(rig.path('older'));
  rig.write('older/manifest.json', encodeManifest({ ...manifest, instances: inputless }));
  const older = await rig.skysort('apply', 'older', tarballs);
  assert.is(older.code, 2);
  assert.match(older.stderr, /does not tell which step feeds which/);
  assert.match(older.stderr, /run small.yaml again/);

  const args = [tarballs, '--clusters', 'clusters', '--runs', 'nowhere'];
  rmSync(rig.path('copy/outputs/clusters@k=5/centres.npy'));
  const lost = await rig.skysort('apply', 'copy', ...args);
  assert.is(lost.code, 4);
  assert.match(lost.stderr, /not in the exported run any more/);
  rig.write('copy/outputs/autoencoder/model/model.json', '{}');
  const damaged = await rig.skysort('apply', 'copy', ...args);
  assert.is(damaged.code, 4);
  assert.match(damaged.stderr, /model\.json/);
});

test('Ctrl-C leaves no catalogue and no temporary file, and an older catalogue as it was', async () => {
  rig.write('stopped/catalogue.csv', 'older');
  mkdirSync(rig.path('many'));
  const source = readFileSync(join(tarballs, readdirSync(tarballs)[0]!));
  for (let i = 0; i < 400; i++) writeFileSync(rig.path('many', `g${i}.tar`), source);
  const started = rig.start(
    'apply',
    'small',
    'many',
    '--clusters',
    'clusters',
    '--out',
    'stopped',
    '-j',
    '2',
  );
  await eventually('rows are being written', () =>
    readdirSync(rig.path('stopped')).some((name) => name.includes('rows')),
  );
  started.process.kill('SIGINT');
  const { code, stdout } = await started.ended;
  assert.is(code, 130);
  assert.is(stdout, '');
  assert.equal(readdirSync(rig.path('stopped')), ['catalogue.csv']);
  assert.is(rig.read('stopped/catalogue.csv'), 'older');
});

test.run();
