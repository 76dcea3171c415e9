// Sweeps from the command line: over several parameters, of programs, addressed, gathered, added to.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

/** K x seed x architecture, as an outline: what each cell would do, written into its output. */
const plugin = `
import { writeFile } from 'node:fs/promises';
import { defineStep, ok } from 'skysort';
const output = { out: { type: 'table', file: 'out.csv', summary: 'what was asked for' } };
export const fit = defineStep({
  name: 'fit', version: 1, summary: 'Writes its parameters down.', stochastic: true,
  params: {
    type: 'object', additionalProperties: false, required: ['k', 'architecture'],
    properties: {
      k: { description: 'K.', type: 'integer', minimum: 2 },
      seed: { description: 'The seed.', type: 'integer', default: 0 },
      architecture: { description: 'The network.', enum: ['cnn', 'dense'] },
    },
  },
  inputs: {}, outputs: output,
  async run({ params: { k, seed, architecture }, outputs, measure }) {
    if (k === 13) throw new Error('thirteen');
    measure({ score: k * 100 + seed * 10 + architecture.length });
    await writeFile(outputs.path('out'), \`\${k},\${seed},\${architecture}\\n\`);
    return ok();
  },
});
export const gather = defineStep({
  name: 'table', version: 1, summary: 'Puts cells one below the other.', stochastic: false,
  params: { type: 'object', additionalProperties: false, properties: {} },
  inputs: { rows: { type: 'table', summary: 'a row', gathers: true } }, outputs: output,
  async run({ inputs, outputs }) {
    const rows = inputs.gathered('rows').map(({ cell }) => JSON.stringify(cell));
    await writeFile(outputs.path('out'), rows.join('\\n') + '\\n');
    return ok();
  },
});
`;

const workflow = `
skysort: 1
name: sweep
plugins: [fit.mjs]
params: { k: [3, 6], architectures: [cnn, dense] }
steps:
  fit:
    uses: fit
    sweep: { k: "\${k}", seed: [0, 1], architecture: "\${architectures}" }
  one:
    uses: command
    inputs: { row: "fit@architecture=dense,k=6,seed=1.out" }
    outputs: { copy: copy.csv }
    with: { command: [sh, -c, 'cat inputs/row/* > "$0"', "{outputs.copy}"] }
  each-k:
    uses: table
    inputs: { rows: fit.out }
    gather: [seed, architecture]
`;

function sweepRig(text = workflow): Rig {
  const rig = new Rig();
  rig.write('fit.mjs', plugin);
  rig.write('sweep.yaml', text);
  return rig;
}

test('three axes multiply; each cell has its folder, its params and its measures', async () => {
  const rig = sweepRig();
  await rig.run('sweep.yaml');
  const cells = rig.manifest('sweep').instances.filter(({ step }) => step === 'fit');
  assert.equal(
    cells.map(({ id }) => id),
    ['cnn', 'dense'].flatMap((architecture) =>
      [3, 6].flatMap((k) => [0, 1].map((seed) => `fit@architecture=${architecture},k=${k},seed=${seed}`)),
    ),
  );
  assert.is(rig.output('sweep', 'fit@architecture=cnn,k=3,seed=1', 'out.csv'), '3,1,cnn\n');
  assert.equal(cells.at(-1)?.params, { k: 6, seed: 1, architecture: 'dense' });
  assert.equal(cells.at(-1)?.measures, { score: 615 });
});

test('one cell can be addressed, and what gathers some axes fans out along the rest', async () => {
  const rig = sweepRig();
  await rig.run('sweep.yaml');
  assert.is(rig.output('sweep', 'one', 'copy.csv'), '6,1,dense\n');
  const rows = ['cnn', 'dense'].flatMap((architecture) => [0, 1].map((seed) => ({ architecture, seed })));
  for (const k of [3, 6]) {
    assert.is(
      rig.output('sweep', `each-k@k=${k}`, 'out.csv'),
      rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
  }
});

test('show puts the cells one below the other with their measures', async () => {
  const rig = sweepRig();
  await rig.run('sweep.yaml');
  const { stdout } = await rig.skysort('show', 'sweep');
  assert.match(stdout, /fit@architecture=dense,k=6,seed=1.*615/);
});

test('one more value of an axis runs its own cells and what gathers them, no others', async () => {
  const rig = sweepRig();
  await rig.run('sweep.yaml');
  await rig.run('sweep.yaml', '--set', 'k=[3,4,6]');
  assert.equal(rig.idsByState('sweep')['ran'], [
    'fit@architecture=cnn,k=4,seed=0',
    'fit@architecture=cnn,k=4,seed=1',
    'fit@architecture=dense,k=4,seed=0',
    'fit@architecture=dense,k=4,seed=1',
    'each-k@k=4',
  ]);
  await rig.run('sweep.yaml', '--set', 'k=[6,3]');
  assert.equal(Object.keys(rig.idsByState('sweep')), ['cached']);
});

test('a cell that fails, fails alone; the next run goes on with it', async () => {
  const rig = sweepRig();
  const failed = await rig.skysort('run', '--plain', '--keep-going', 'sweep.yaml', '--set', 'k=[3,6,13]');
  assert.is(failed.code, 1);
  const states = rig.idsByState('sweep');
  assert.is(states['failed']?.length, 4);
  assert.ok(states['failed']?.every((id) => id.includes('k=13')));
  assert.equal(states['skipped'], ['each-k@k=13']);
  assert.is(states['ran']?.length, 8 + 1 + 2);
});

test('excluded cells are not there, and the rest are as before', async () => {
  const rig = sweepRig(
    workflow.replace('    sweep:', '    exclude: [{ k: 3, architecture: dense }]\n    sweep:'),
  );
  await rig.run('sweep.yaml');
  const ids = rig.manifest('sweep').instances.map(({ id }) => id as string);
  assert.is(ids.filter((id) => id.startsWith('fit@')).length, 6);
  assert.not(ids.some((id) => id.startsWith('fit@architecture=dense,k=3')));
});

test('a program is swept over its arguments; cells have readable names, and one can be forced', async () => {
  const rig = new Rig();
  const text = `
skysort: 1
name: words
steps:
  say:
    uses: command
    outputs: { said: said.txt }
    sweep:
      command:
        - [sh, -c, 'echo star > "$0"', "{outputs.said}"]
        - [sh, -c, 'echo galaxy > "$0"', "{outputs.said}"]
      env: [[], [HOME]]
`;
  rig.write('words.yaml', text);
  await rig.run('words.yaml');
  const ids = rig.manifest('words').instances.map(({ id }) => id as string);
  assert.is(ids.length, 4);
  for (const id of ids) assert.match(id, /^say@command=[A-Za-z0-9._+-]+,env=(_|_HOME_)$/);
  const said = ids.map((id) => rig.output('words', id, 'said.txt'));
  assert.equal(said.sort(), ['galaxy\n', 'galaxy\n', 'star\n', 'star\n']);
  await rig.run('words.yaml', '--force', ids[2]!);
  assert.equal(rig.idsByState('words')['ran'], [ids[2]]);
});

test('a program reads what it gathers as a folder with one folder a cell', async () => {
  const rig = new Rig();
  const text = `
skysort: 1
name: cells
steps:
  make:
    uses: command
    outputs: { out: out.txt }
    sweep: { k: [3, 10], m: [x, y] }
    with: { command: [sh, -c, 'echo $1-$2 > "$0"', "{outputs.out}", "{values.k}", "{values.m}"] }
  all:
    uses: command
    inputs: { made: make.out }
    gather: [m, k]
    outputs: { list: list.txt }
    with: { command: [sh, -c, 'cd "$1"; for f in */*; do echo $f $(cat $f); done > "$0"', "{outputs.list}", "{inputs.made}"] }
  some:
    uses: command
    inputs: { made: make.out }
    gather: [k]
    outputs: { list: list.txt }
    with: { command: [sh, -c, 'ls inputs/made > "$0"', "{outputs.list}"] }
`;
  rig.write('cells.yaml', text);
  await rig.run('cells.yaml');
  assert.is(
    rig.output('cells', 'all', 'list.txt'),
    'k=10,m=x/out.txt 10-x\nk=10,m=y/out.txt 10-y\nk=3,m=x/out.txt 3-x\nk=3,m=y/out.txt 3-y\n',
  );
  for (const m of ['x', 'y']) assert.is(rig.output('cells', `some@m=${m}`, 'list.txt'), 'k=10\nk=3\n');
  // The name of the file is seen by the program, so another name is another input.
  rig.write('cells.yaml', text.replace('out: out.txt', 'out: other.txt'));
  await rig.run('cells.yaml');
  assert.match(rig.output('cells', 'all', 'list.txt'), /^k=10,m=x\/other\.txt 10-x\n/);
});

test('cells that would compute the same share one result, which is no time saved by the cache', async () => {
  const rig = new Rig();
  rig.write(
    'twins.yaml',
    `
skysort: 1
name: twins
steps:
  a:
    uses: command
    outputs: { out: out.txt }
    sweep: { k: [1, 2, 3] }
    with: { command: [sh, -c, 'echo same > "$0"', "{outputs.out}"] }
  t:
    uses: command
    inputs: { a: a.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'sleep 1; cat "$1" > "$0"', "{outputs.out}", "{inputs.a}"] }
`,
  );
  const { stderr } = await rig.run('--jobs', '4', 'twins.yaml');
  const states = ['t@k=1', 't@k=2', 't@k=3'].map((id) => rig.instance('twins', id).state);
  assert.equal(states.sort(), ['cached', 'cached', 'ran']);
  assert.not.match(stderr, /another run/);
  const shared = [...stderr.matchAll(/^.*(t@k=\d): shares the result of (t@k=\d)$/gm)];
  assert.is(shared.length, 2, stderr);
  assert.is(rig.manifest('twins').savedSeconds, 0);
  assert.not.match(stderr, /saved by the cache/);
});

test.run();
