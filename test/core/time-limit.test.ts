import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { timeLimit } from '../../src/core/time-limit.js';

const afterMs = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a limit aborts after its time', async () => {
  const { signal } = timeLimit(5);
  assert.not(signal.aborted);
  await afterMs(50);
  assert.ok(signal.aborted);
});

test('a limit that was cleared never aborts', async () => {
  const limit = timeLimit(5);
  limit.clear();
  await afterMs(50);
  assert.not(limit.signal.aborted);
});

test('a limit of a month is not one of a millisecond', async () => {
  const limit = timeLimit(31 * 86_400_000);
  await afterMs(50);
  assert.not(limit.signal.aborted);
  limit.clear();
});

test.run();
