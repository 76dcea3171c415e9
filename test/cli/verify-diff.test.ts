import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

/** `stable` always writes the same, `moody` what lies in a file that skysort does not know of, `both` reads them. */
function moodyRig(): { rig: Rig; mood: string } {
  const rig = new Rig();
  const mood = rig.write('mood.txt', 'fine');
  rig.write('input.txt', 'stars');
  rig.write(
    'moods.yaml',
    `
skysort: 1
name: moods
params: { word: nova, text: input.txt }
steps:
  stable:
    uses: command
    inputs: { text: { path: "\${text}" } }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'cat "$1" > "$0"; echo "$2" >> "$0"', "{outputs.out}", "{inputs.text}", "\${word}"] }
  moody:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'cat ${mood} > "$0"', "{outputs.out}"] }
  both:
    uses: command
    inputs: { a: stable.out, b: moody.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'cat "$1" "$2" > "$0"', "{outputs.out}", "{inputs.a}", "{inputs.b}"] }
`,
  );
  return { rig, mood };
}

test('verify runs every step again, finds the same bytes, and publishes nothing', async () => {
  const { rig } = moodyRig();
  await rig.run('moods.yaml');
  const before = rig.storeListing();
  const { code, stdout } = await rig.skysort('verify', 'moods.yaml');
  assert.is(code, 0, stdout);
  assert.match(stdout, /same +stable/);
  assert.match(stdout, /all of 3 steps gave the same bytes again/);
  assert.equal(rig.storeListing(), before);
  assert.equal(rig.attemptsLeft(), []);
});

test('verify names the output and the file that came out otherwise, and judges each step by its stored inputs', async () => {
  const { rig, mood } = moodyRig();
  await rig.run('moods.yaml');
  writeFileSync(mood, 'bad');
  const { code, stdout } = await rig.skysort('verify', 'moods');
  assert.is(code, 3);
  assert.match(stdout, /different +moody/);
  assert.match(stdout, /out: out\.txt: [0-9a-f]{12} in the store, [0-9a-f]{12} now/);
  assert.match(stdout, /same +both/);
  assert.is(rig.output('moods', 'moody', 'out.txt'), 'fine');
});

test('verify --step runs only the steps that are named', async () => {
  const { rig, mood } = moodyRig();
  await rig.run('moods.yaml');
  writeFileSync(mood, 'bad');
  const { code, stdout } = await rig.skysort('verify', 'moods.yaml', '--step', 'stable');
  assert.is(code, 0);
  assert.not.match(stdout, /moody|both/);
  assert.is((await rig.skysort('verify', 'moods.yaml', '--step', 'stabel')).code, 2);
});

test('verify says what cannot be compared: no result, or inputs that are no longer those of the run', async () => {
  const { rig } = moodyRig();
  const never = await rig.skysort('verify', 'moods.yaml', '--step', 'moody');
  assert.is(never.code, 3);
  assert.match(never.stdout, /absent +moody/);
  await rig.run('moods.yaml', '--set', 'word=quasar');
  assert.is((await rig.skysort('verify', 'moods')).code, 0);
  rig.write('input.txt', 'galaxies');
  const changed = await rig.skysort('verify', 'moods', '--step', 'stable');
  assert.is(changed.code, 3);
  assert.match(changed.stdout, /changed +stable/);
});

test('verify tells a step that fails the second time', async () => {
  const { rig, mood } = moodyRig();
  await rig.run('moods.yaml');
  writeFileSync(mood, '');
  const { code, stdout } = await rig.skysort('verify', 'moods.yaml');
  assert.is(code, 1);
  assert.match(stdout, /failed +moody/);
  assert.match(stdout, /out\.txt/);
});

test('diff of two runs of the same thing finds nothing', async () => {
  const { rig } = moodyRig();
  await rig.run('moods.yaml');
  const first = rig.manifest('moods').run;
  await rig.run('moods.yaml');
  const { code, stdout } = await rig.skysort('diff', first, 'moods');
  assert.is(stdout, 'no difference\n');
  assert.is(code, 0);
});

test('diff names params, inputs, steps and outputs that differ, whatever has been collected', async () => {
  const { rig, mood } = moodyRig();
  await rig.run('moods.yaml');
  const first = rig.manifest('moods').run;
  rig.write('input.txt', 'galaxies');
  writeFileSync(mood, 'bad');
  const text = readFileSync(rig.path('moods.yaml'), 'utf8');
  rig.write('moods.yaml', text.replace('  both:', '  last:'));
  await rig.run('moods.yaml', '--set', 'word=quasar', '--force', 'moody');
  const { code, stdout } = await rig.skysort('diff', first, 'moods');
  assert.is(code, 3);
  assert.match(stdout, /^param word: "nova" -> "quasar"$/m);
  assert.match(stdout, /stable:\n(?: {2}.*\n)*? {2}input text:.*content changed/);
  assert.match(stdout, /stable:\n(?: {2}.*\n)*? {2}parameter command\[5\]/);
  assert.match(stdout, /moody:\n {2}output out, out\.txt: [0-9a-f]{12} -> [0-9a-f]{12}\n/);
  assert.match(stdout, /last:\n {2}only in the second run/);
  assert.match(stdout, /both:\n {2}only in the first run/);
  const asJson = await rig.skysort('diff', first, 'moods', '--json');
  assert.ok((JSON.parse(asJson.stdout) as { about: string }[]).some(({ about }) => about === 'param'));
});

test('verify ends a step at its timeout', async () => {
  const rig = new Rig();
  rig.write('slow', '');
  const step = (name: string, timeout: string): string =>
    `  ${name}:\n    uses: command\n    ${timeout}\n    outputs: { out: out.txt }\n    with: { command: [sh, -c, 'echo x > "$0"; sleep $(cat ${rig.path('slow')} || echo 0)', "{outputs.out}"] }\n`;
  rig.write('slow.yaml', `skysort: 1\nname: slow\nsteps:\n${step('a', 'timeout: 3s')}`);
  rig.write('slow', '0');
  await rig.run('slow.yaml');
  rig.write('slow', '1000');
  const { code, stdout, stderr } = await rig.skysort('verify', 'slow.yaml');
  assert.is(code, 1);
  assert.match(stdout + stderr, /longer than its timeout of 3(\.0)?s/);
});

test.run();
