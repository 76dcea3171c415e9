import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { priorityQueue } from '../../src/core/priority-queue.js';

test('items come by priority, and in the order they came among equals', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (priorities) => {
      const queue = priorityQueue<number>();
      priorities.forEach((priority, order) => queue.add(priority, order));
      const taken = priorities.map(() => queue.takeFirst());
      const sorted = priorities
        .map((priority, order) => ({ priority, order }))
        .sort((a, b) => a.priority - b.priority || a.order - b.order);
      assert.equal(
        taken,
        sorted.map(({ order }) => order),
      );
    }),
  );
});

test('the first can be seen without taking it, and an empty queue has none', () => {
  const queue = priorityQueue<string>();
  assert.is(queue.first(), undefined);
  assert.is(queue.takeFirst(), undefined);
  queue.add(1, 'one');
  assert.is(queue.first(), 'one');
  assert.is(queue.size(), 1);
});

test.run();
