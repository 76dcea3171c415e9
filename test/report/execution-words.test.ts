import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ExecutedInstance, Execution } from '../../src/report/execution.js';
import { duration, executionWords } from '../../src/report/execution-words.js';

const instance = (id: string, state: string, more: Partial<ExecutedInstance> = {}): ExecutedInstance => ({
  ...{ id, kind: 'command', state, seconds: 1 },
  ...more,
});

const execution = (state: Execution['state'], instances: readonly ExecutedInstance[]): Execution => ({
  ...{ run: 'r', workflow: 'w', file: 'w.yaml', command: 'skysort run w.yaml', startedAt: '', state },
  ...{ seconds: 12, savedSeconds: 3, instances, warnings: [], node: '', platform: '', skysort: '' },
});

test('a run that is done says how much ran, without the report itself, and nothing above what it found', () => {
  const { lead, outcome, failures } = executionWords(
    execution('done', [
      instance('a', 'ran'),
      instance('b', 'cached'),
      instance('c', 'ran'),
      instance('report', 'ran', { kind: 'report' }),
    ]),
  );
  assert.is(lead, 'This run took 12 s: 2 ran and 1 came from the cache (3.0 s saved).');
  assert.is(outcome, '');
  assert.equal(failures, []);
});

test('a run that failed says how much of it did, and why, before all that it found', () => {
  const { lead, outcome, failures } = executionWords(
    execution('failed', [
      instance('a', 'ran'),
      instance('clusters@k=3', 'ran'),
      instance('clusters@k=500', 'failed', { failure: 'found 500 clusters for 19 vectors' }),
      instance('report', 'skipped', { kind: 'report' }),
    ]),
  );
  assert.is(
    lead,
    'This run took 12 s: 2 ran, 0 came from the cache (3.0 s saved), 1 failed and 1 was skipped.',
  );
  assert.is(
    outcome,
    'This run failed. Of 4 instances of its steps, 2 are done, 1 failed and 1 was skipped. What follows tells only of what was done.',
  );
  assert.equal(failures, [{ id: 'clusters@k=500', text: 'found 500 clusters for 19 vectors' }]);
});

test('a run that was stopped, or has not ended, says so', () => {
  assert.is(
    executionWords(execution('cancelled', [instance('a', 'ran'), instance('b', 'cancelled')])).outcome,
    'This run was stopped. Of 2 instances of its steps, 1 is done and 1 was stopped. What follows tells only of what was done.',
  );
  assert.is(
    executionWords(execution('interrupted', [instance('a', 'ran'), instance('b', 'waiting')])).outcome,
    'This run was interrupted: its process is gone. Of 2 instances of its steps, 1 is done and 1 was not begun or did not end. What follows tells only of what was done.',
  );
  assert.is(
    executionWords(execution('running', [instance('a', 'ran'), instance('b', 'waiting')])).outcome,
    'This run had not ended when this page was made. Of 2 instances of its steps, 1 is done and 1 was not begun or did not end. What follows tells only of what was done.',
  );
});

test('times read in the largest two units that they fill', () => {
  assert.equal([0.44, 9.96, 59.4, 200, 7500].map(duration), [
    '0.4 s',
    '10 s',
    '59 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});

test.run();
