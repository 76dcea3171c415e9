import * as assert from 'uvu/assert';
import { suite } from 'uvu';
import { mapInOrder } from '../../../src/steps/threads/map-in-order.js';
import { task } from './sample-task.js';

const test = suite('map in order');
const never = new AbortController().signal;

function* countTo(n: number, taken: number[] = []): Generator<number> {
  for (let i = 0; i < n; i++) {
    taken.push(i);
    yield i;
  }
}

for (const threads of [1, 2, 3, 8]) {
  test(`outputs come in the order of the items on ${threads} threads`, async () => {
    const outputs: number[] = [];
    const setup = { factor: 3, slowness: 30 };
    for await (const output of mapInOrder(task, setup, countTo(40), { threads, signal: never })) {
      outputs.push(output[0]!);
    }
    assert.equal(
      outputs,
      Array.from({ length: 40 }, (_, i) => 3 * i),
    );
  });

  test(`no items give no outputs on ${threads} threads`, async () => {
    const setup = { factor: 1, slowness: 0 };
    for await (const output of mapInOrder(task, setup, [], { threads, signal: never })) {
      assert.unreachable(String(output));
    }
  });

  test(`what the task throws is thrown after the outputs before it on ${threads} threads`, async () => {
    const outputs: number[] = [];
    const setup = { factor: 1, slowness: 0 };
    try {
      for await (const output of mapInOrder(task, setup, [...countTo(13), -13, 14, 15], {
        threads,
        signal: never,
      })) {
        outputs.push(output[0]!);
      }
      assert.unreachable();
    } catch (error) {
      assert.instance(error, RangeError);
      assert.is((error as Error).message, 'thirteen');
    }
    assert.is(outputs.length, 13);
  });

  test(`an error of the system keeps its code and path on ${threads} threads`, async () => {
    const setup = { factor: 1, slowness: 0 };
    try {
      for await (const output of mapInOrder(task, setup, [-28], { threads, signal: never })) {
        assert.unreachable(String(output));
      }
      assert.unreachable();
    } catch (error) {
      const { code, path } = error as NodeJS.ErrnoException;
      assert.equal({ code, path }, { code: 'ENOENT', path: '/nothing/here' });
    }
  });

  test(`outputs end soon after the signal is aborted on ${threads} threads`, async () => {
    const controller = new AbortController();
    let nOutputs = 0;
    const setup = { factor: 1, slowness: 1 };
    const options = { threads, signal: controller.signal };
    for await (const output of mapInOrder(task, setup, countTo(10_000), options)) {
      assert.is(output[0], nOutputs);
      nOutputs += 1;
      if (nOutputs === 5) controller.abort();
    }
    assert.is(nOutputs, 5);
  });
}

test('items are taken only a few ahead of the outputs', async () => {
  const taken: number[] = [];
  const setup = { factor: 1, slowness: 0 };
  for await (const output of mapInOrder(task, setup, countTo(60, taken), { threads: 2, signal: never })) {
    assert.ok(taken.length <= output[0]! + 2 * 3 + 1, `${taken.length} taken for output ${output[0]}`);
  }
  assert.is(taken.length, 60);
});

test('a thread that dies fails the item that it had, and does not hang', async () => {
  const setup = { factor: 1, slowness: 0 };
  try {
    for await (const output of mapInOrder(task, setup, [1, -99, 2, 3], { threads: 2, signal: never })) {
      assert.is(output[0], 1);
    }
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, /ended with code 7/);
  }
});

test.run();
