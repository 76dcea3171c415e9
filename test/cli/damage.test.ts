import { readFileSync, readdirSync, rmSync, writeFileSync, chmodSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';
import { Rig } from '../support/rig.js';

/** A chain of five steps with eleven files of results. */
async function chainRig(): Promise<Rig> {
  const next = (name: string, before: string): string => `
  ${name}:
    uses: command
    inputs: { a: ${before}.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'cat "$1" > "$0"; echo ${name} >> "$0"', "{outputs.out}", "{inputs.a}"] }`;
  const rig = new Rig();
  rig.write(
    'chain.yaml',
    `
skysort: 1
name: chain
steps:
  one:
    uses: command
    outputs: { out: out.txt, parts: { folder: parts } }
    with: { command: [sh, -c, 'echo one > "$0"; for i in 1 2 3 4 5 6; do echo part $i > "$1/$i"; done', "{outputs.out}", "{outputs.parts}"] }
${next('two', 'one')}${next('three', 'two')}${next('four', 'three')}${next('last', 'four')}
`,
  );
  await rig.run('chain.yaml');
  return rig;
}

/** Flips one bit of a file and makes it look as old as before, as a failing disk would. */
function flipBit(path: string, bit: number): void {
  const { mode, atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  chmodSync(path, 0o644);
  writeFileSync(path, bytes);
  chmodSync(path, mode);
  utimesSync(path, atime, mtime);
}

function digests(rig: Rig): unknown {
  return rig.manifest('chain').instances.map(({ id, key, outputs }) => ({ id, key, outputs }));
}

test('one flipped bit in an object, an action or a manifest is named, and never gives a wrong result', async () => {
  const rig = await chainRig();
  const expected = digests(rig);
  const random = generator(4, 'flipped-bits');
  const seen = { objects: 0, actions: 0, manifests: 0 };
  for (let round = 0; round < 50; round++) {
    const { run } = rig.manifest('chain');
    const manifest = `chain/${run}/manifest.json`;
    const stored = rig.storeListing().map((name) => `.cache/${name}`);
    const files = [...stored, manifest, manifest];
    const name = files[random.integer(files.length)]!;
    const path = rig.path('runs', name);
    flipBit(path, random.integer(8 * statSync(path).size));
    const about = `round ${round}: ${name}`;
    const named = await (name === manifest ? manifestIsNamed(rig, run) : resultIsNamed(rig));
    assert.ok(named, about);
    await rig.run('chain.yaml');
    assert.equal(digests(rig), expected, about);
    assert.is((await rig.skysort('doctor', '--store')).code, name === manifest ? 1 : 0, about);
    if (name === manifest) rmSync(join(path, '..'), { recursive: true });
    seen[name === manifest ? 'manifests' : name.includes('objects') ? 'objects' : 'actions'] += 1;
  }
  assert.ok(
    Object.values(seen).every((count) => count > 3),
    JSON.stringify(seen),
  );
});

async function manifestIsNamed(rig: Rig, run: string): Promise<boolean> {
  const [ls, show, why, doctor] = await Promise.all([
    rig.skysort('ls'),
    rig.skysort('show', 'chain'),
    rig.skysort('why', 'chain.yaml', 'last'),
    rig.skysort('doctor', '--store'),
  ]);
  return (
    ls.code === 0 &&
    /damaged/.test(ls.stdout) &&
    show.code === 4 &&
    show.stderr.includes('manifest.json') &&
    why.code === 0 &&
    doctor.stdout.replaceAll(/\s+/g, ' ').includes(`manifest of run ${run}`)
  );
}

async function resultIsNamed(rig: Rig): Promise<boolean> {
  const { code, stdout } = await rig.skysort('plan', 'chain.yaml');
  return code === 3 && /corrupt in the store/.test(stdout) && !/never ran/.test(stdout);
}

test('a result whose record is damaged is told as corrupt, put aside, and computed again', async () => {
  const rig = await chainRig();
  const { key } = rig.instance('chain', 'last');
  flipBit(rig.path(`runs/.cache/actions/${key!}.json`), 801);
  const { stderr } = await rig.run('chain.yaml');
  assert.match(stderr, /last: started, its record is corrupt in the store/);
  assert.equal(rig.idsByState('chain'), { cached: ['one', 'two', 'three', 'four'], ran: ['last'] });
  assert.match(readdirSync(rig.path('runs/.cache/quarantine')).join(), new RegExp(`^${key!}\\.json-`));
});

test('the memo of digests may be lost or damaged: nothing runs, and no wrong digest is believed', async () => {
  const rig = await chainRig();
  await new Promise((resolve) => setTimeout(resolve, 2100));
  await rig.run('chain.yaml');
  const memo = rig.path('runs/.cache/digests.json');
  const text = readFileSync(memo, 'utf8');
  const { sha256 } = rig.instance('chain', 'one').outputs['out']!;
  assert.ok(text.includes(sha256));
  const wrong = sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
  const harms: readonly (() => void)[] = [
    () => rmSync(memo),
    () => writeFileSync(memo, ''),
    () => writeFileSync(memo, 'null'),
    () => writeFileSync(memo, text.slice(0, 300)),
    () => writeFileSync(memo, text.replaceAll(sha256, wrong)),
  ];
  for (const harm of harms) {
    harm();
    await rig.run('chain.yaml');
    assert.equal(rig.idsByState('chain'), { cached: ['one', 'two', 'three', 'four', 'last'] }, String(harm));
    assert.not(rig.has('runs/.cache/quarantine'));
  }
});

test('nonsense in place of a manifest crashes nothing', async () => {
  const rig = await chainRig();
  const path = rig.path('runs/chain/latest/manifest.json');
  for (const text of [
    '',
    'null',
    '[]',
    '"x"',
    '{"version":1}',
    '{"version":1,"instances":null}',
    '\u0000\u0000',
  ]) {
    writeFileSync(path, text);
    const commands = [
      ['ls'],
      ['show', 'chain'],
      ['why', 'chain.yaml', 'one'],
      ['diff', 'chain', 'chain'],
      ['gc'],
    ];
    const ended = await Promise.all(commands.map((command) => rig.skysort(...command)));
    assert.equal(
      ended.map(({ code }) => code),
      [0, 4, 0, 4, 0],
      `${text}\n${ended.map(({ stderr }) => stderr).join('\n')}`,
    );
    for (const { stderr } of ended) assert.not.match(stderr, / at .*\.js:\d+/);
  }
});

test.run();
