import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeFailure, loadWorkflow, planWorkflow, runWorkflow } from '../../src/index.js';
import { Rig } from '../support/rig.js';

const text = `
skysort: 1
name: library
params: { word: star }
steps:
  echo:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'printf %s "$1" > "$0"', "{outputs.out}", "\${word}"] }
`;

test('a program can load, plan and run a workflow, and hears its events', async () => {
  const rig = new Rig();
  const plan = await loadWorkflow(rig.write('library.yaml', text), ['word=nova']);
  assert.ok(plan.ok);
  const runs = rig.path('runs');
  const before = await planWorkflow(plan.value, runs);
  assert.ok(before.ok);
  assert.equal(
    before.value.map(({ freshness }) => freshness),
    [{ fresh: false, reasons: [{ rule: 'never-ran' }] }],
  );

  const types: string[] = [];
  const report = await runWorkflow(plan.value, { runs, onEvent: ({ type }) => types.push(type) });
  assert.ok(report.ok);
  assert.is(report.value.state, 'done');
  assert.equal(types, ['run-started', 'step-started', 'step-finished', 'run-finished']);
  assert.is(rig.output('library', 'echo', 'out.txt'), 'nova');

  const after = await planWorkflow(plan.value, runs);
  assert.ok(after.ok);
  assert.ok(after.value.every(({ freshness }) => freshness.fresh));
});

test('a workflow with mistakes comes back as diagnostics', async () => {
  const rig = new Rig();
  const plan = await loadWorkflow(
    rig.write('bad.yaml', 'skysort: 1\nname: bad\nsteps: { a: { uses: nothing } }\n'),
  );
  assert.ok(!plan.ok);
  assert.is(plan.failure.reason, 'invalid-workflow');
  const text = describeFailure(plan.failure);
  assert.match(text, /bad\.yaml:3:\d+ a\.uses must be a kind of step, found "nothing"; there are /);
  assert.match(text, /1 problem in .*bad\.yaml\n$/);
  assert.is(
    describeFailure({ reason: 'timed-out', limitMs: 500 }).split('\n')[0],
    'took longer than its timeout of 0.5s',
  );
});

test('a program can run a part of a workflow, and force a step of that part only', async () => {
  const rig = new Rig();
  const step = (name: string, from = '') =>
    `  ${name}: { uses: command, ${from}outputs: { out: o.txt }, with: { command: [sh, -c, 'echo ${name} > "$0"', "{outputs.out}"] } }\n`;
  const file = rig.write(
    'parts.yaml',
    `skysort: 1\nname: parts\nsteps:\n${step('a')}${step('b', 'inputs: { a: a.out }, ')}${step('c')}`,
  );
  const plan = await loadWorkflow(file);
  assert.ok(plan.ok);
  const runs = rig.path('runs');
  const idsOf = () => rig.idsByState('parts');
  assert.ok((await runWorkflow(plan.value, { runs, target: ['b'] })).ok);
  assert.equal(idsOf(), { ran: ['a', 'b'] });
  assert.ok((await runWorkflow(plan.value, { runs, target: ['b'], force: ['a'] })).ok);
  assert.equal(idsOf(), { ran: ['a'], cached: ['b'] });
  const refused = await runWorkflow(plan.value, { runs, target: ['b'], force: ['c'] });
  assert.ok(!refused.ok);
  const message =
    'found --force c, which --target b does not need, expected a, b\n  to mend it: add --target c';
  assert.is(describeFailure(refused.failure), message);

  for (const command of ['run', 'plan']) {
    const ended = await rig.skysort(command, 'parts.yaml', '--target', 'b', '--force', 'c');
    assert.is(ended.code, 2);
    assert.is(ended.stderr, `skysort: ${message}\n`);
  }
  const fresh = await rig.skysort('plan', 'parts.yaml', '--target', 'b');
  assert.is(fresh.code, 0, fresh.stderr);
  assert.not.match(fresh.stdout, /\bc\b/);
  assert.is((await rig.skysort('plan', 'parts.yaml', '--target', 'b', '--force', 'a')).code, 3);
});

test.run();
