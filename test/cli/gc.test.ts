import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/rig.js';
import { StoreRig } from '../support/store-rig.js';

/** A step of 3,000 bytes that depend on `word`, and one that reads it. */
const bulky = `
skysort: 1
name: bulky
params: { word: a }
steps:
  bulk:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'for i in $(seq 300); do printf "%s123456789" "$1"; done > "$0"', "{outputs.out}", "\${word}"] }
  count:
    uses: command
    inputs: { bulk: bulk.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'wc -c < "$1" > "$0"; head -c 1 "$1" >> "$0"', "{outputs.out}", "{inputs.bulk}"] }
`;

function bulkyRig(): StoreRig {
  const rig = new StoreRig();
  rig.write('bulky.yaml', bulky);
  return rig;
}

test('what was used within the hour stays, whatever the bounds', async () => {
  const rig = bulkyRig();
  await rig.run('bulky.yaml', '--set', 'word=a');
  await rig.run('bulky.yaml', '--set', 'word=b');
  const before = rig.storeListing();
  const { code, stdout } = await rig.skysort('gc', '--max-size', '0', '--max-age', '0');
  assert.is(code, 0);
  assert.match(stdout, /nothing to remove/);
  assert.equal(rig.storeListing(), before);
});

test('by default what no run used for 90 days goes, and the latest run of each workflow keeps all it has', async () => {
  const rig = bulkyRig();
  await rig.oldRun('a', 3);
  await rig.run('bulky.yaml', '--set', 'word=b');
  const { stdout } = await rig.gc();
  assert.match(stdout, /removed:\n {2}2 results\n {2}2 files of results\n {2}1 run folder\n/, stdout);
  assert.match(stdout, /freed 2\.9 KiB; 2\.9 KiB in the cache/);
  assert.is(rig.storeListing().length, 4);
  await rig.run('bulky.yaml', '--set', 'word=b');
  assert.equal(rig.idsByState('bulky'), { cached: ['bulk', 'count'] });
  assert.is((await rig.skysort('doctor', '--store')).code, 0);
});

test('a dry run says the same and leaves everything', async () => {
  const rig = bulkyRig();
  await rig.oldRun('a', 3);
  await rig.run('bulky.yaml', '--set', 'word=b');
  const before = rig.storeListing();
  const { stdout } = await rig.gc('--dry-run');
  assert.match(stdout, /would remove:\n {2}2 results/);
  assert.equal(rig.storeListing(), before);
  assert.match((await rig.gc()).stdout, /removed:\n {2}2 results/);
});

test('a killed run that is pinned keeps what it had finished', async () => {
  const rig = bulkyRig();
  const go = rig.path('go');
  rig.write('bulky.yaml', bulky.replace("'wc -c", `'until [ -e ${go} ]; do sleep 0.05; done; wc -c`));
  const { process: runner, ended } = rig.start('run', '--json', 'bulky.yaml');
  let text = '';
  runner.stdout!.on('data', (part: string) => (text += part));
  await eventually('the second step runs', () => /"step-started","id":"count"/.test(text));
  runner.kill('SIGKILL');
  await ended;
  const run = readdirSync(rig.path('runs/bulky'))[0]!;
  assert.is((await rig.skysort('pin', run)).code, 0);
  rig.write('go', '');
  await rig.run('bulky.yaml', '--set', 'word=b');
  await rig.gc();
  assert.is((await rig.skysort('export', run, 'copy')).code, 0);
  assert.match(rig.read('copy/outputs/bulk/out.txt'), /^a123456789/);
});

test('above the size the longest unused goes first, until the rest fits', async () => {
  const rig = bulkyRig();
  for (const word of ['a', 'b', 'c']) await rig.oldRun(word, 5);
  await rig.run('bulky.yaml', '--set', 'word=d');
  rig.age(4);
  // Used again: `a` is now the youngest of the old.
  await rig.oldRun('a', 4);
  await rig.run('bulky.yaml', '--set', 'word=d');
  const { stdout } = await rig.gc('--max-age', 'none', '--max-size', '6.2K');
  assert.match(stdout, /freed 5\.9 KiB; 5\.9 KiB in the cache/);
  await rig.run('bulky.yaml', '--set', 'word=a');
  assert.equal(rig.idsByState('bulky'), { cached: ['bulk', 'count'] });
});

test('a pinned run keeps its folder and its results until it is unpinned', async () => {
  const rig = bulkyRig();
  const folder = await rig.oldRun('a', 3);
  await rig.run('bulky.yaml', '--set', 'word=b');
  await rig.skysort('pin', folder);
  assert.match((await rig.gc('--max-size', '0')).stdout, /nothing to remove/);
  await rig.skysort('unpin', folder);
  assert.match((await rig.gc('--max-size', '0')).stdout, /2 results/);
  assert.not(existsSync(folder));
});

test('a pinned run whose manifest is damaged keeps its files all the same', async () => {
  const rig = bulkyRig();
  const folder = await rig.oldRun('a', 3);
  await rig.skysort('pin', folder);
  await rig.run('bulky.yaml', '--set', 'word=b');
  writeFileSync(join(folder, 'manifest.json'), '{"damaged":');
  const objects = rig.storeListing().filter((name) => name.startsWith('objects'));
  await rig.gc('--max-size', '0');
  assert.equal(
    rig.storeListing().filter((name) => name.startsWith('objects')),
    objects,
  );
});

test('attempts of the dead go, those of the living stay', async () => {
  const rig = bulkyRig();
  await rig.run('bulky.yaml');
  mkdirSync(rig.path('runs/.cache/attempts/0123456789abcdef-00000000/outputs'), { recursive: true });
  rig.write(
    'slow.yaml',
    `
skysort: 1
name: slow
steps:
  slow:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'while ! test -e "$1"; do sleep 0.1; done; echo done > "$0"', "{outputs.out}", ${rig.path('go')}] }
`,
  );
  const slow = rig.start('run', '--json', 'slow.yaml');
  try {
    await eventually('the slow step computes', () => rig.attemptsLeft().length === 2);
    const { stdout } = await rig.gc('--max-size', '0', '--max-age', '0');
    assert.match(stdout, /1 attempt that was given up/);
    assert.is(rig.attemptsLeft().length, 1);
  } finally {
    rig.write('go', '');
  }
  const ended = await slow.ended;
  assert.is(ended.code, 0, ended.stderr);
  assert.is((await rig.skysort('doctor', '--store')).code, 0);
});

test('corrupt files go after a week, half-written ones too', async () => {
  const rig = bulkyRig();
  await rig.run('bulky.yaml');
  rig.write('runs/.cache/quarantine/abc-01', 'corrupt');
  rig.write('runs/.cache/actions/x.json.012345.tmp', 'half');
  assert.match((await rig.skysort('gc')).stdout, /nothing to remove/);
  const { stdout } = await rig.gc();
  assert.match(stdout, /1 corrupt file\n/);
  assert.match(stdout, /1 half-written file\n/);
});

test('a run that makes the cache too large collects when it has ended, and tells', async () => {
  const rig = bulkyRig();
  await rig.oldRun('a', 3);
  await rig.run('bulky.yaml', '--set', 'word=b');
  const later = await rig.withClock(2, () => rig.run('bulky.yaml', '--set', 'word=c'));
  assert.not.match(later.stderr, /cache:/);
  process.env['SKYSORT_CACHE_SIZE'] = '3.5K';
  try {
    const small = await rig.withClock(4, () => rig.run('bulky.yaml', '--set', 'word=d'));
    assert.match(small.stderr, /cache: removed \d results that no recent run used, freed/, small.stderr);
    const fresh = await rig.withClock(4, () => rig.run('bulky.yaml', '--set', 'word=d'));
    assert.not.match(fresh.stderr, /cache:/);
  } finally {
    delete process.env['SKYSORT_CACHE_SIZE'];
  }
});

test('losing the estimate of the size costs nothing but time', async () => {
  for (const content of [undefined, 'damaged', 'null', '{"bytes":"many"}']) {
    const rig = bulkyRig();
    if (content !== undefined) rig.write('runs/.cache/size.json', content);
    await rig.run('bulky.yaml');
    assert.match(rig.read('runs/.cache/size.json'), /^\{"bytes":30\d\d,/);
  }
});

test('bounds that are none are told', async () => {
  const rig = bulkyRig();
  for (const args of [
    ['--max-size', 'large'],
    ['--max-age', '90'],
  ]) {
    const { code, stderr } = await rig.skysort('gc', ...args);
    assert.is(code, 2);
    assert.match(stderr, new RegExp(`${args[0]} ${args[1]}`));
  }
});

test('a result of a collected run is told as removed, not as one that never was', async () => {
  const rig = bulkyRig();
  const folder = await rig.oldRun('a', 3);
  await rig.run('bulky.yaml', '--set', 'word=b');
  await rig.gc('--max-size', '0', '--max-age', 'none');
  assert.ok(existsSync(folder));
  utimesSync(folder, 1, 1);
  const { stdout } = await rig.skysort('why', 'bulky.yaml', 'bulk', '--set', 'word=a');
  assert.not.match(stdout, /never ran/);
});

test.run();
