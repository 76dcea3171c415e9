import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coreBudget } from '../../src/core/core-budget.js';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a step alone gets every core', async () => {
  const grant = await coreBudget(8).acquire(0);
  assert.is(grant.threads, 8);
});

test('steps that are ready together share the cores', async () => {
  const budget = coreBudget(8);
  const grants = await Promise.all([budget.acquire(0), budget.acquire(1), budget.acquire(2)]);
  assert.equal(
    grants.map(({ threads }) => threads),
    [2, 3, 3],
  );
});

test('never more cores are out than there are, and a release serves the next in order', async () => {
  const budget = coreBudget(1);
  const order: number[] = [];
  const first = await budget.acquire(0);
  for (const priority of [2, 1]) {
    void budget.acquire(priority).then((grant) => {
      order.push(priority);
      grant.release();
    });
  }
  await settled();
  assert.equal(order, []);
  first.release();
  await settled();
  await settled();
  assert.equal(order, [1, 2]);
});

test('a step that asks for more cores than there are gets all of them', async () => {
  assert.is((await coreBudget(2).acquire(0, { cpus: 64 })).threads, 2);
});

test('releasing twice gives back once', async () => {
  const budget = coreBudget(2);
  const grant = await budget.acquire(0, { cpus: 1 });
  grant.release();
  grant.release();
  assert.is((await budget.acquire(0)).threads, 2);
});

test('steps together never hold more memory than there is', async () => {
  const budget = coreBudget(8, 100);
  const first = await budget.acquire(0, { cpus: 1, memoryBytes: 60 });
  let hasSecond = false;
  void budget.acquire(1, { cpus: 1, memoryBytes: 50 }).then(() => (hasSecond = true));
  await settled();
  assert.not(hasSecond);
  first.release();
  await settled();
  assert.ok(hasSecond);
});

test('a step that asks for more memory than there is runs when it can have all of it', async () => {
  const budget = coreBudget(8, 100);
  const first = await budget.acquire(0, { cpus: 1, memoryBytes: 1 });
  let hasLarge = false;
  void budget.acquire(1, { cpus: 1, memoryBytes: 1e9 }).then(() => (hasLarge = true));
  await settled();
  assert.not(hasLarge);
  first.release();
  await settled();
  assert.ok(hasLarge);
});

test.run();
