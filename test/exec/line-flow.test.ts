import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lineFlow } from '../../src/exec/line-flow.js';

function flowAt() {
  const told: string[] = [];
  const clock = { ms: 0 };
  const flow = lineFlow(
    (stream, text) => told.push(`${stream} ${text}`),
    () => clock.ms,
  );
  return { flow, told, clock };
}

test('what a person could read is let through in order', () => {
  const { flow, told } = flowAt();
  flow.line('stdout', 'one');
  flow.line('stderr', 'two');
  flow.close();
  assert.equal(told, ['stdout one', 'stderr two']);
});

test('of a flood only the start of each second is let through, and the rest is counted', () => {
  const { flow, told, clock } = flowAt();
  for (let i = 0; i < 800; i++) flow.line('stdout', `${i}`);
  assert.is(told.length, 500);
  clock.ms = 1000;
  flow.line('stdout', 'later');
  assert.equal(told.slice(500), ["stderr [300 lines more, in the step's log]", 'stdout later']);
});

test('long lines count by their characters', () => {
  const { flow, told } = flowAt();
  for (let i = 0; i < 100; i++) flow.line('stdout', 'x'.repeat(8192));
  flow.close();
  assert.is(told.length, 9);
  assert.is(told.at(-1), "stderr [92 lines more, in the step's log]");
});

test.run();
