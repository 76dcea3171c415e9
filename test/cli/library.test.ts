import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { loadWorkflow, planWorkflow, runWorkflow } from '../../src/index.js';
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
});

test.run();
