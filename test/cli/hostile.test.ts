// Workflow files that mean harm: each ends with a message and exit code 2, in little memory, and leaves nothing behind.
import { closeSync, openSync, readdirSync, symlinkSync, writeSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig, type Ended } from '../support/rig.js';

/** Far more than any of these needs; a hang is killed and fails. */
const limitMs = 60_000;

// What would take the machine's memory takes down the runner here.
process.env['NODE_OPTIONS'] = '--max-old-space-size=192';

async function refused(
  rig: Rig,
  text: string | undefined,
  pattern: RegExp,
  ...args: string[]
): Promise<void> {
  if (text !== undefined) rig.write('sky.yaml', text);
  for (const command of [['validate'], ['run', '--plain']]) {
    const { code, signal, stderr } = await inTime(rig, ...command, 'sky.yaml', ...args);
    assert.is(signal, null);
    assert.is(code, 2, stderr.slice(0, 2000));
    assert.match(stderr, pattern);
    assert.ok(stderr.length < 20_000, `a message of ${stderr.length} characters`);
  }
  assert.not(rig.has('runs'));
}

async function inTime(rig: Rig, ...args: string[]): Promise<Ended> {
  const started = rig.start(...args);
  const timer = setTimeout(() => started.process.kill('SIGKILL'), limitMs);
  const ended = await started.ended;
  clearTimeout(timer);
  return ended;
}

const workflow = (params: string, step = 'a: { uses: mock-survey, with: { galaxies: 3 } }') =>
  `skysort: 1\nname: sky\nparams:\n${params.replace(/^(?=.)/gm, '  ')}\nsteps:\n  ${step}\n`;

const levels = (first: string, next: (before: string) => string) =>
  Array.from({ length: 40 }, (_, i) => `l${i}: ${i === 0 ? first : next(`l${i - 1}`)}`).join('\n');

test('an alias bomb', async () => {
  const bomb = levels('&l0 [x, x, x, x, x, x, x, x, x]', (l) => `[${Array(9).fill(`*${l}`).join(', ')}]`);
  const anchored = bomb.replaceAll(/^(l\d+): \[/gm, '$1: &$1 [');
  await refused(new Rig(), workflow(anchored), /too many values: .*, at most 200,000/);
});

test('a bomb of references in texts, and one of references in lists', async () => {
  const texts = levels('lol', (l) => `"${`\${${l}}`.repeat(10)}"`);
  await refused(new Rig(), workflow(texts), /references make this text too long: at most 65,536 characters/);
  const lists = levels('[x, x]', (l) => `[${Array(10).fill(`"\${${l}}"`).join(', ')}]`);
  await refused(new Rig(), workflow(lists), /too many values/);
});

test('a sweep of a hundred million cells', async () => {
  const list = `[${Array.from({ length: 10_000 }, (_, i) => i + 1).join(', ')}]`;
  const step = 'a: { uses: mock-survey, sweep: { galaxies: "${k}", seed: "${k}" } }';
  await refused(new Rig(), workflow(`k: ${list}`, step), /too many cells: 100,000,000/);
});

test('keys that would reach into the program', async () => {
  const step =
    'a: { uses: mock-survey, with: { __proto__: { polluted: 1 }, constructor: { prototype: 1 } } }';
  await refused(
    new Rig(),
    workflow('__proto__: { polluted: 1 }', step),
    /params\.__proto__ cannot be used as a name/,
  );
  await refused(new Rig(), workflow('k: 1'), /__proto__/, '--set', '__proto__.polluted=1');
  await refused(new Rig(), workflow('k: 1'), /constructor/, '--set', 'constructor=1');
});

test('nesting a hundred thousand deep, in lists, mappings, blocks and an override', async () => {
  const deep = /nested too deep: at most 64 levels/;
  await refused(new Rig(), '['.repeat(100_000), deep);
  await refused(new Rig(), '{a: '.repeat(100_000), deep);
  await refused(new Rig(), `a:\n  ${'- '.repeat(100_000)}1`, deep);
  await refused(new Rig(), workflow('k: 1'), deep, '--set', `k=${'['.repeat(50_000)}`);
});

test('a file of a hundred megabytes is not taken into memory', async () => {
  const rig = new Rig();
  const file = openSync(rig.path('sky.yaml'), 'w');
  const megabyte = Buffer.from('# a comment that nobody needs..\n'.repeat(1 << 15));
  for (let i = 0; i < 100; i += 1) writeSync(file, megabyte);
  closeSync(file);
  await refused(rig, undefined, /sky\.yaml, which is larger than 12 MiB/);
});

test('a device that never ends, and a folder', async () => {
  const endless = new Rig();
  symlinkSync('/dev/zero', endless.path('sky.yaml'));
  await refused(endless, undefined, /larger than 12 MiB/);
  const folder = new Rig();
  symlinkSync('.', folder.path('sky.yaml'));
  await refused(folder, undefined, /which is a folder, expected a workflow file/);
});

test('binary, and one line of four million characters', async () => {
  const rig = new Rig();
  rig.write('sky.yaml', Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 256)));
  await refused(rig, undefined, /sky\.yaml:\d+:\d+/);
  await refused(new Rig(), `skysort: ${'x'.repeat(4_000_000)}`, /sky\.yaml:1:/);
});

const outside = {
  "an output's file above its folder": 'outputs: { y: ../y.csv }',
  "an output's file elsewhere": 'outputs: { y: /tmp/y.csv }',
  "an output's folder above its folder": 'outputs: { y: { folder: .. } }',
  'a folder that is its own parent': 'outputs: { y: { folder: . } }',
  'a name of an output with a path in it': 'outputs: { "../y": y.csv }',
  'a file that a param names': 'outputs: { y: "${evil}" }',
  'a file with a NUL in it': 'outputs: { y: "y\\0.csv" }',
};

for (const [what, outputs] of Object.entries(outside)) {
  test(`${what} is refused before anything runs`, async () => {
    const rig = new Rig();
    const step = `a: { uses: command, with: { command: [sh, -c, "echo x > ../../../../y.csv"] }, ${outputs} }`;
    await refused(rig, workflow('evil: ../../y.csv', step), /a\.outputs/);
    assert.equal(readdirSync(rig.folder), ['sky.yaml']);
  });
}

test('names of the workflow, of steps and of cells that are paths make no folder elsewhere', async () => {
  await refused(
    new Rig(),
    workflow('k: 1').replace('name: sky', 'name: ../sky'),
    /name must be a folder's name/,
  );
  await refused(new Rig(), workflow('k: 1', '"../a": { uses: mock-survey }'), /must be named with/);
  const rig = new Rig();
  const cells = `a: { uses: command, outputs: { y: y.txt }, sweep: { command: [[sh, -c, 'echo ../../x > "$0"', "{outputs.y}"]] } }`;
  rig.write('sky.yaml', workflow('k: 1', cells));
  await rig.run('sky.yaml');
  const [id = ''] = rig.manifest('sky').instances.map((instance) => instance.id as string);
  assert.match(id, /^a@command=[\w.+-]+$/);
  assert.equal(readdirSync(rig.folder).sort(), ['runs', 'sky.yaml']);
  assert.equal(readdirSync(rig.path('runs/sky/latest/outputs')), [id]);
});

test.run();
