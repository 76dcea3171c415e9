// Never a rerun for no reason, and never too few: what other runners take for a change, and what is one.
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { Rig } from '../support/rig.js';

/** Counts the letters of each of four texts and adds them up; a list of names hangs on the names alone. */
const workflow = `
skysort: 1
name: letters
seed: 3
params: { unit: letters }
steps:
  north:
    uses: command
    inputs: { files: { glob: "data/north/*.tar" } }
    outputs: { count: count.txt }
    with: { command: [sh, -c, 'cat inputs/files/* | wc -c > "$0"', "{outputs.count}"] }
  south:
    uses: command
    inputs: { files: { glob: "data/south/*.tar" } }
    outputs: { count: count.txt }
    with: { command: [sh, -c, 'cat inputs/files/* | wc -c > "$0"', "{outputs.count}"] }
  total:
    uses: command
    inputs: { north: north.count, south: south.count }
    outputs: { total: total.txt }
    with:
      command: [sh, -c, 'cat inputs/north/* inputs/south/* > "$0"; echo "$1" >> "$0"', "{outputs.total}", "\${unit}"]
  shout:
    uses: command
    inputs: { total: total.total }
    outputs: { shout: shout.txt }
    with: { command: [sh, -c, 'cat inputs/total/* | tr a-z A-Z > "$0"', "{outputs.shout}"] }
`;

async function lettersRig(): Promise<Rig> {
  const rig = new Rig(join(new Rig().folder, 'project'));
  rig.write('letters.yaml', workflow);
  for (const name of ['north/a', 'north/b', 'south/a', 'south/b']) rig.write(`data/${name}.tar`, `${name}\n`);
  await rig.run('letters.yaml');
  assert.equal(rig.idsByState('letters'), { ran: all });
  return rig;
}

const all = ['north', 'south', 'total', 'shout'];

async function nothingRuns(rig: Rig, ...args: string[]): Promise<void> {
  assert.is((await rig.skysort('plan', 'letters.yaml', ...args)).code, 0);
  const { stderr } = await rig.run('letters.yaml', ...args);
  assert.match(stderr, /nothing to do/);
  assert.equal(rig.idsByState('letters'), { cached: all });
}

test('moving the project with its runs reruns nothing', async () => {
  const rig = await lettersRig();
  const moved = new Rig(join(rig.folder, '..', 'elsewhere'));
  renameSync(rig.folder, moved.folder);
  await nothingRuns(moved);
  assert.is(moved.output('letters', 'shout', 'shout.txt').split('\n').at(-2), 'LETTERS');
});

test('a copy of the project, with new inodes and times, reruns nothing', async () => {
  const rig = await lettersRig();
  const copy = new Rig(join(rig.folder, '..', 'copy'));
  cpSync(rig.folder, copy.folder, { recursive: true, verbatimSymlinks: true });
  rmSync(rig.folder, { recursive: true });
  await nothingRuns(copy);
});

test('touching every file reruns nothing', async () => {
  const rig = await lettersRig();
  for (const when of [new Date(), new Date(0), new Date('2040-01-01')]) {
    for (const entry of readdirSync(rig.folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) utimesSync(join(entry.parentPath, entry.name), when, when);
    }
    await nothingRuns(rig);
  }
});

test('writing every file again with the same bytes reruns nothing', async () => {
  const rig = await lettersRig();
  for (const name of ['north/a', 'north/b', 'south/a', 'south/b']) {
    rmSync(rig.path(`data/${name}.tar`));
    rig.write(`data/${name}.tar`, `${name}\n`);
  }
  await nothingRuns(rig);
});

/** Every mapping with its names in the opposite order, as JSON, which is YAML too. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, reversed(item)]),
  );
}

const reformatted: Readonly<Record<string, (text: string) => string>> = {
  'comments between all lines': (text) => text.replaceAll('\n', '\n# a comment, another each time\n'),
  'blank lines and blanks at the ends': (text) => text.replaceAll('\n', '  \n\n'),
  'lines that end as on Windows': (text) => text.replaceAll('\n', '\r\n'),
  'keys in another order, all of it as JSON': (text) => JSON.stringify(reversed(parse(text)), null, 7),
  'a default written down, resources, retries and a description': (text) =>
    text.replaceAll(
      /^ {4}uses: command$/gm,
      (uses) =>
        `${uses}\n    description: Other words\n    retries: 2\n    timeout: 1h\n    resources: { cpus: 1 }`,
    ),
  'another way of saying where the files are': (text) => text.replaceAll('"data/', '"./data/../data/'),
};

for (const [what, change] of Object.entries(reformatted)) {
  test(`${what}: nothing runs`, async () => {
    const rig = await lettersRig();
    const text = change(workflow);
    assert.is.not(text, workflow);
    rig.write('letters.yaml', text);
    // What is written first comes first among equals, so the manifest's order may be another.
    const { stderr } = await rig.run('letters.yaml');
    assert.match(stderr, /nothing to do/);
    assert.equal(Object.keys(rig.idsByState('letters')), ['cached']);
  });
}

test('a report, which reads everything, does not change with the order of the steps or of their fields', async () => {
  const rig = new Rig();
  const text = `${workflow}  summary: { uses: report }\n`;
  rig.write('letters.yaml', text);
  for (const name of ['north/a', 'south/a']) rig.write(`data/${name}.tar`, `${name}\n`);
  await rig.run('letters.yaml');
  rig.write('letters.yaml', JSON.stringify(reversed(parse(text))));
  const { stderr } = await rig.run('letters.yaml');
  assert.match(stderr, /nothing to do/);
});

test('another number of cores, another name of the file and of a step rerun nothing', async () => {
  const rig = await lettersRig();
  await nothingRuns(rig, '--set', 'unit=letters');
  rig.write(
    'other.yaml',
    workflow.replaceAll('north.count', 'nord.count').replaceAll(/^ {2}north:/gm, '  nord:'),
  );
  const { stderr } = await rig.run('other.yaml', '--jobs', '7');
  assert.match(stderr, /nothing to do/);
});

test('one byte of one tarball reruns what depends on it and no more', async () => {
  const rig = await lettersRig();
  rig.write('data/south/b.tar', 'south/B!\n');
  const why = await rig.skysort('why', 'letters.yaml', 'south');
  assert.match(why.stdout, /input files: b\.tar: content changed/);
  await rig.run('letters.yaml');
  assert.equal(rig.idsByState('letters'), { cached: ['north'], ran: ['south', 'total', 'shout'] });
});

test('one byte that leaves the result as it was reruns the one step that reads it', async () => {
  const rig = await lettersRig();
  rig.write('data/south/b.tar', 'south/B\n');
  await rig.run('letters.yaml');
  assert.equal(rig.idsByState('letters'), { cached: ['north', 'total', 'shout'], ran: ['south'] });
});

test('a changed param whose step makes the same bytes reruns nothing below it', async () => {
  const rig = await lettersRig();
  rig.write('letters.yaml', workflow.replace('"$0"; echo "$1"', '"$0"; printf "%s\\\\n" "$1"'));
  await rig.run('letters.yaml');
  assert.equal(rig.idsByState('letters'), { cached: ['north', 'south', 'shout'], ran: ['total'] });
});

test('a file more, a file less and another name count, each told by why', async () => {
  const rig = await lettersRig();
  const whyNorth = async () => (await rig.skysort('why', 'letters.yaml', 'north')).stdout;
  rig.write('data/north/c.tar', 'c');
  assert.match(await whyNorth(), /input files: c\.tar was added/);
  rmSync(rig.path('data/north/c.tar'));
  await nothingRuns(rig);
  renameSync(rig.path('data/north/b.tar'), rig.path('data/north/c.tar'));
  assert.match(await whyNorth(), /input files: b\.tar was renamed to c\.tar/);
  renameSync(rig.path('data/north/c.tar'), rig.path('data/north/b.tar'));
  rmSync(rig.path('data/north/a.tar'));
  assert.match(await whyNorth(), /input files: a\.tar was removed/);
});

test('files in other folders, with the same names and bytes, are the same input', async () => {
  const rig = await lettersRig();
  mkdirSync(rig.path('disk'));
  renameSync(rig.path('data'), rig.path('disk/data'));
  rig.write('letters.yaml', workflow.replaceAll('"data/', '"disk/data/'));
  await nothingRuns(rig);
});

test.run();
