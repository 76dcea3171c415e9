import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rig } from '../support/rig.js';

const workflow = (fields: string): Rig => {
  const rig = new Rig();
  rig.write(
    'one.yaml',
    `
skysort: 1
name: one
steps:
  step:
    uses: command
    outputs: { out: out.txt }
${fields}
`,
  );
  return rig;
};

test('values stand in a command as they are written', async () => {
  const rig = workflow(
    '    with: { command: [sh, -c, \'echo "$1 $2 $3" > "$0"\', "{outputs.out}", "{values.a}", "b={values.b}", "{values.c}"], values: { a: 1.5, b: "two words", c: true } }',
  );
  await rig.run('one.yaml');
  assert.is(rig.output('one', 'step', 'out.txt'), '1.5 b=two words true\n');
});

test('numbers and booleans among the arguments are text', async () => {
  const rig = workflow(
    '    with: { command: [sh, -c, \'echo "$1 $2 $3" > "$0"\', "{outputs.out}", "${n}", 2.5, true] }',
  );
  rig.write('one.yaml', rig.read('one.yaml').replace('steps:', 'params: { n: 3 }\nsteps:'));
  await rig.run('one.yaml');
  assert.is(rig.output('one', 'step', 'out.txt'), '3 2.5 true\n');
});

test('an axis that is no parameter of a command is a value, beside those that are fixed', async () => {
  const rig = workflow(
    '    with: { command: [sh, -c, \'echo "$1$2" > "$0"\', "{outputs.out}", "{values.a}", "{values.b}"], values: { a: x } }\n    sweep: { b: [1, 2] }',
  );
  await rig.run('one.yaml');
  assert.is(rig.output('one', 'step@b=1', 'out.txt'), 'x1\n');
  assert.is(rig.output('one', 'step@b=2', 'out.txt'), 'x2\n');
});

test('a value cannot be fixed and swept', async () => {
  const rig = workflow(
    '    with: { command: [touch, "{outputs.out}"], values: { a: x } }\n    sweep: { a: [1, 2] }',
  );
  const { code, stderr } = await rig.skysort('validate', 'one.yaml');
  assert.is(code, 2);
  assert.match(stderr, /one\.yaml:9:14 .*\ba\b/);
});

test('a value that is neither text, number nor boolean is refused', async () => {
  const rig = workflow('    with: { command: [touch, "{outputs.out}"] }\n    sweep: { a: [[1], 2] }');
  assert.is((await rig.skysort('validate', 'one.yaml')).code, 2);
});

test('a value that nobody gave is named before anything runs, with those that there are', async () => {
  const rig = workflow('    with: { command: [touch, "{outputs.out}", "{values.b}"], values: { a: x } }');
  const { code, stderr } = await rig.skysort('run', '--plain', 'one.yaml');
  assert.is(code, 2);
  assert.is(
    stderr,
    `one.yaml:8:48 step.with.command[2] must be text with no placeholders but {outputs.out}, {values.a}, found {values.b}
      with: { command: [touch, "{outputs.out}", "{values.b}"], values: { a: x } }
                                                 ^^^^^^^^^^ did you mean {values.a}?

1 problem in one.yaml
`,
  );
});

test.run();
