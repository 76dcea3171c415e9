// Kinds of a person's own, from a file that the workflow names.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadWorkflow, planWorkflow, runWorkflow } from '../../src/index.js';
import { Rig } from '../support/rig.js';

/** A kind with a parameter, an input and an output: it repeats a text. */
const repeatPlugin = `
import { readFile, writeFile } from 'node:fs/promises';
import { defineStep, ok } from 'skysort';
import { separator } from './separator.mjs';

export default defineStep({
  name: 'repeat',
  version: 1,
  summary: 'Repeats a text.',
  stochastic: false,
  params: {
    type: 'object',
    additionalProperties: false,
    required: ['times'],
    properties: {
      times: { description: 'How often.', type: 'integer', minimum: 1 },
      loud: { description: 'Whether in capitals.', type: 'boolean', default: false },
    },
  },
  inputs: { text: { type: 'file', summary: 'the text' } },
  outputs: { repeated: { type: 'file', file: 'repeated.txt', summary: 'the text, several times' } },
  async run({ params, inputs, outputs, measure }) {
    const text = await readFile(inputs.file('text').path, 'utf8');
    const repeated = Array(params.times).fill(text).join(separator);
    measure({ characters: repeated.length });
    await writeFile(outputs.path('repeated'), params.loud ? repeated.toUpperCase() : repeated);
    return ok();
  },
});
`;

const workflow = `
skysort: 1
name: own
plugins: [./repeat.mjs]
steps:
  word:
    uses: command
    outputs: { word: word.txt }
    with: { command: [sh, -c, 'printf star > "$0"', "{outputs.word}"] }
  twice:
    uses: repeat
    inputs: { text: word.word }
    sweep: { times: [2, 3] }
  again:
    uses: repeat
    inputs: { text: twice@times=2.repeated }
    with: { times: 1, loud: true }
  count:
    uses: command
    inputs: { text: word.word }
    outputs: { count: count.txt }
    with: { command: [sh, -c, 'wc -c < "$0" > "$1"', "{inputs.text}", "{outputs.count}"] }
`;

function ownRig(): Rig {
  const rig = new Rig();
  rig.write('own.yaml', workflow);
  rig.write('repeat.mjs', repeatPlugin);
  rig.write('separator.mjs', "export const separator = ' ';\n");
  return rig;
}

const fromPlugin = ['twice@times=2', 'twice@times=3', 'again'];

test('a kind from a plugin runs in its worker with its parameters, inputs and outputs, and is cached', async () => {
  const rig = ownRig();
  await rig.run('own.yaml');
  assert.is(rig.output('own', 'twice@times=3', 'repeated.txt'), 'star star star');
  assert.is(rig.output('own', 'again', 'repeated.txt'), 'STAR STAR');
  assert.equal(rig.instance('own', 'again').measures, { characters: 9 });
  await rig.run('own.yaml');
  assert.equal(rig.idsByState('own'), { cached: ['word', ...fromPlugin, 'count'] });
});

test('one byte of a plugin makes its own steps stale and no other, and why says so', async () => {
  const rig = ownRig();
  await rig.run('own.yaml');
  rig.write('repeat.mjs', repeatPlugin.replace("'Repeats a text.'", "'Repeats a text!'"));
  const why = await rig.skysort('why', 'own.yaml', 'twice');
  assert.is(why.code, 3);
  assert.match(why.stdout, /the plugin of repeat changed \([0-9a-f]{8} -> [0-9a-f]{8}\)/);
  await rig.run('own.yaml');
  // The texts came out the same, so \`again\` is stale by its own plugin alone.
  assert.equal(rig.idsByState('own'), { cached: ['word', 'count'], ran: fromPlugin });
});

test('a file that a plugin imports counts as much as the plugin', async () => {
  const rig = ownRig();
  await rig.run('own.yaml');
  rig.write('separator.mjs', "export const separator = '-';\n");
  await rig.run('own.yaml');
  assert.equal(rig.idsByState('own'), { cached: ['word', 'count'], ran: fromPlugin });
  assert.is(rig.output('own', 'twice@times=2', 'repeated.txt'), 'star-star');
});

test('a plugin that moves with its project, or is renamed, reruns nothing', async () => {
  const rig = ownRig();
  await rig.run('own.yaml');
  rig.write('lib/renamed.mjs', repeatPlugin);
  rig.write('lib/separator.mjs', rig.read('separator.mjs'));
  rig.write('own.yaml', workflow.replace('./repeat.mjs', 'lib/renamed.mjs'));
  await rig.run('own.yaml');
  assert.equal(rig.idsByState('own'), { cached: ['word', ...fromPlugin, 'count'] });
});

test('a parameter that the plugin does not allow is told with its place', async () => {
  const rig = ownRig();
  rig.write('own.yaml', workflow.replace('{ times: 1, loud: true }', '{ times: 0, laud: true }'));
  const { code, stderr } = await rig.skysort('validate', 'own.yaml');
  assert.is(code, 2);
  assert.match(stderr, /own\.yaml:17:20 again\.with\.times must be an integer of at least 1, found 0/);
  assert.match(stderr, /laud is not a parameter of repeat.*\n.*\n.*did you mean loud\?/);
});

test('a plugin that is no JavaScript is told with its line', async () => {
  const rig = ownRig();
  rig.write('repeat.mjs', 'export default {\n  name: = 3 };');
  const { code, stderr } = await rig.skysort('validate', 'own.yaml');
  assert.is(code, 2);
  assert.match(stderr, /cannot be loaded: SyntaxError: Unexpected token '=' \(repeat\.mjs:2\)/);
});

test('a plugin that changes while its steps wait for it is not run under the old key', async () => {
  const rig = ownRig();
  const change = `printf '\\n' >> '${rig.path('repeat.mjs')}'; printf star > "$0"`;
  rig.write('own.yaml', workflow.replace('\'printf star > "$0"\'', JSON.stringify(change)));
  const { code, stderr } = await rig.skysort('run', '--plain', 'own.yaml');
  assert.is(code, 1);
  assert.match(stderr, /repeat\.mjs.*other content than when the run began/);
  await rig.run('own.yaml');
  assert.is(rig.output('own', 'again', 'repeated.txt'), 'STAR STAR');
});

test('a plugin that throws while a step runs fails that step with its words', async () => {
  const rig = ownRig();
  rig.write('repeat.mjs', repeatPlugin.replace('const text', "throw new Error('no luck'); const text"));
  const { code, stderr } = await rig.skysort('run', '--plain', 'own.yaml');
  assert.is(code, 1);
  assert.match(stderr, /no luck/);
});

test('what a plugin says of its environment is part of the key, and may fail without ending the runner', async () => {
  const rig = ownRig();
  rig.write(
    'repeat.mjs',
    repeatPlugin.replace('async run(', 'environment() { throw new Error("lost"); }, async run('),
  );
  const { code, stderr } = await rig.skysort('run', '--plain', 'own.yaml');
  assert.is(code, 1);
  assert.match(stderr, /lost/);
  assert.equal(rig.manifest('own').state, 'failed');
});

test('the library plans and runs workflows with plugins', async () => {
  const rig = ownRig();
  rig.write('own.yaml', workflow.replace('./repeat.mjs', rig.path('repeat.mjs')));
  const runs = rig.path('runs');
  const load = async () => {
    const plan = await loadWorkflow(rig.path('own.yaml'));
    assert.ok(plan.ok, JSON.stringify(plan));
    return plan.value;
  };
  const report = await runWorkflow(await load(), { runs });
  assert.ok(report.ok);
  assert.is(report.value.state, 'done');
  assert.is(rig.output('own', 'again', 'repeated.txt'), 'STAR STAR');

  // A program that goes on sees the plugin's new content too.
  rig.write('repeat.mjs', repeatPlugin.replace("'How often.'", "'How often?'"));
  const rows = await planWorkflow(await load(), runs);
  assert.ok(rows.ok);
  const stale = rows.value.filter(({ freshness }) => !freshness.fresh);
  assert.equal(
    stale.map(({ instance: { id } }) => id),
    fromPlugin,
  );
});

test('a plugin whose run() returns no result, or writes nothing, is told so with its file', async () => {
  const rig = new Rig();
  const kind = (name: string, body: string) => `export const ${name} = {
    name: '${name}', version: 1, summary: 'Does not do what it should.', stochastic: false,
    params: { type: 'object', additionalProperties: false, properties: {} }, inputs: {},
    outputs: { out: { type: 'file', file: 'out.txt', summary: 'nothing' } },
    async run() { ${body} },
  };`;
  rig.write(
    'own.mjs',
    [kind('silent', ''), kind('odd', "return { ok: false, failure: { reason: 'bad luck' } };")]
      .concat(kind('idle', 'return { ok: true };'))
      .join('\n'),
  );
  rig.write(
    'own.yaml',
    'skysort: 1\nname: own\nplugins: [own.mjs]\nsteps:\n  a: { uses: silent }\n  b: { uses: odd }\n  c: { uses: idle }\n',
  );
  const { code, stderr } = await rig.skysort('run', '--plain', '--keep-going', 'own.yaml');
  assert.is(code, 1);
  const file = rig.path('own.mjs');
  for (const line of [
    `failed a: run() must return ok() or fail(…), and returned nothing\n  to mend it: end run() in ${file} with "return ok();"`,
    `failed b: run() must return ok() or fail(…), and returned a failure of the unknown reason "bad luck"\n`,
    `failed c: output out: found nothing there, expected the step to write out.txt\n  to mend it: see that run() in ${file} writes to outputs.path('out')`,
  ])
    assert.ok(stderr.includes(line), `${line}\n--- in ---\n${stderr}`);
});

test.run();
