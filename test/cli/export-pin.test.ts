import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

async function runRig(): Promise<Rig> {
  const rig = new Rig();
  rig.write(
    'two.yaml',
    `
skysort: 1
name: two
steps:
  one:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo one > "$0"', "{outputs.out}"] }
  folder:
    uses: command
    inputs: { one: one.out }
    outputs: { parts: { folder: parts } }
    with: { command: [sh, -c, 'mkdir -p "$0/deep"; echo a > "$0/a.txt"; echo b > "$0/deep/b.txt"', "{outputs.parts}"] }
`,
  );
  await rig.run('two.yaml');
  return rig;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !lstatSync(join(folder, name)).isDirectory())
    .sort();
}

test('an exported run holds every output as a file of its own and outlives the store', async () => {
  const rig = await runRig();
  const { code, stdout } = await rig.skysort('export', 'two', 'copy');
  assert.is(code, 0);
  assert.is(stdout, 'copy\n');
  rmSync(rig.path('runs'), { recursive: true });
  const copy = rig.path('copy');
  assert.equal(filesBelow(copy), [
    'events.ndjson',
    'manifest.json',
    'outputs/folder/parts/a.txt',
    'outputs/folder/parts/deep/b.txt',
    'outputs/one/out.txt',
    'ro-crate-metadata.json',
    'workflow.yaml',
  ]);
  for (const name of filesBelow(copy)) {
    assert.ok(lstatSync(join(copy, name)).isFile(), name);
    assert.ok(lstatSync(join(copy, name)).mode & 0o200, `${name} can be written`);
  }
  assert.is(readFileSync(join(copy, 'outputs/folder/parts/deep/b.txt'), 'utf8'), 'b\n');
});

test('export never writes over anything', async () => {
  const rig = await runRig();
  rig.write('copy/mine.txt', 'mine');
  const { code, stderr } = await rig.skysort('export', 'two', 'copy');
  assert.is(code, 2);
  assert.match(stderr, /copy, which already exists/);
  assert.equal(filesBelow(rig.path('copy')), ['mine.txt']);
});

test('export checks what it copies and leaves nothing when an output is corrupt or gone', async () => {
  for (const harm of ['damage', 'remove'] as const) {
    const rig = await runRig();
    const { sha256 } = rig.instance('two', 'one').outputs['out']!;
    if (harm === 'damage') rig.damageObject(sha256);
    else rmSync(rig.path('runs/.cache/objects', sha256.slice(0, 2), sha256));
    const { code, stderr } = await rig.skysort('export', 'two', 'copy');
    assert.is(code, 4);
    assert.match(stderr, new RegExp(sha256));
    assert.equal(
      readdirSync(rig.folder).filter((name) => name.startsWith('copy')),
      [],
    );
  }
});

test('pin and unpin mark a run, and ls shows it', async () => {
  const rig = await runRig();
  assert.is((await rig.skysort('pin', 'two')).code, 0);
  assert.is((await rig.skysort('pin', 'two')).code, 0);
  assert.match((await rig.skysort('ls')).stdout, /done, pinned/);
  assert.is((await rig.skysort('unpin', 'two')).code, 0);
  assert.not.match((await rig.skysort('ls')).stdout, /pinned/);
  assert.is((await rig.skysort('pin', 'three')).code, 2);
});

test('each new command explains itself within 80 columns', async () => {
  const rig = new Rig();
  for (const command of ['gc', 'pin', 'unpin', 'export', 'verify', 'diff']) {
    const { stdout, code } = await rig.skysort(command, '--help');
    assert.is(code, 0);
    assert.match(stdout, new RegExp(`^usage: skysort ${command}`));
    for (const line of stdout.split('\n')) assert.ok(line.length <= 80, `${command}: ${line}`);
  }
  const help = (await rig.skysort('gc', '--help')).stdout;
  assert.match(help, /20GB/);
  assert.match(help, /90d/);
});

test.run();
