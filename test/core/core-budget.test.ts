import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { coreBudget, type CoreBudget } from '../../src/core/core-budget.js';

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

/** A budget that lends at once, a grant of it, and what a borrower of that grant was told. */
async function borrower(budget: CoreBudget, priority: number) {
  const grant = await budget.acquire(priority);
  const told: number[] = [];
  return { grant, told, borrow: () => grant.borrow?.((threads) => told.push(threads)) };
}

test('a step borrows what others leave, and gives it back as soon as another asks', async () => {
  const budget = coreBudget(4, Infinity, 0);
  const [long, short] = await Promise.all([borrower(budget, 0), borrower(budget, 1)]);
  assert.equal([long.grant.threads, short.grant.threads], [2, 2]);
  long.borrow();
  await settled();
  assert.equal(long.told, []);
  short.grant.release();
  await settled();
  assert.equal(long.told, [4]);
  const next = await budget.acquire(2, { cpus: 1 });
  await settled();
  assert.equal(long.told, [4, 3]);
  next.release();
  await settled();
  long.grant.release();
  assert.is((await budget.acquire(3)).threads, 4);
  assert.equal(long.told, [4, 3, 4]);
});

test('what is free is lent to those who hold least, and to none who said how much it needs', async () => {
  const budget = coreBudget(8, Infinity, 0);
  const exact = await budget.acquire(0, { cpus: 2 });
  const measured = await budget.acquire(1, { memoryBytes: 1 });
  assert.is(exact.borrow, undefined);
  assert.is(measured.borrow, undefined);
  measured.release();
  const grants = await Promise.all([0, 1, 2].map((priority) => borrower(budget, priority)));
  assert.equal(
    grants.map(({ grant }) => grant.threads),
    [2, 2, 2],
  );
  for (const { borrow } of grants.slice(0, 2)) borrow();
  grants[2]?.grant.release();
  await settled();
  assert.equal(
    grants.map(({ told }) => told),
    [[3], [3], []],
  );
});

test('a step is never given more cores than are free', async () => {
  const budget = coreBudget(4);
  const first = await budget.acquire(0, { cpus: 3 });
  const given: number[] = [];
  void budget.acquire(1, { cpus: 2 }).then(({ threads }) => given.push(threads));
  await settled();
  assert.equal(given, []);
  first.release();
  await settled();
  assert.equal(given, [2]);
});

test('cores are taken back from several borrowers, one after another, and no more than are wanted', async () => {
  const budget = coreBudget(8, Infinity, 0);
  const exact = await budget.acquire(0, { cpus: 4 });
  const [one, other] = await Promise.all([borrower(budget, 1), borrower(budget, 2)]);
  assert.equal([one.grant.threads, other.grant.threads], [2, 2]);
  one.borrow();
  other.borrow();
  exact.release();
  await settled();
  assert.equal([one.told, other.told], [[4], [4]]);
  const next = await budget.acquire(3, { cpus: 3 });
  assert.is(next.threads, 3);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal([one.told.at(-1), other.told.at(-1)].sort(), [2, 3]);
});

test('of unlike borrowers the one with least is lent first', async () => {
  const budget = coreBudget(6, Infinity, 0);
  const large = await borrower(budget, 0);
  assert.is(large.grant.threads, 6);
  large.grant.release();
  const exact = await budget.acquire(0, { cpus: 2 });
  const [small, middle] = await Promise.all([borrower(budget, 1), borrower(budget, 2)]);
  const last = await Promise.resolve(middle.grant.threads);
  assert.equal([small.grant.threads, last], [2, 2]);
  small.grant.release();
  const tiny = await budget.acquire(3, { cpus: 1 });
  const one = await borrower(budget, 4);
  assert.is(one.grant.threads, 1);
  middle.borrow();
  one.borrow();
  tiny.release();
  await settled();
  assert.equal([middle.told, one.told], [[], [2]]);
  exact.release();
});

test('a core that is free for a moment only is not lent', async () => {
  const budget = coreBudget(2, Infinity, 50);
  const [long, short] = await Promise.all([borrower(budget, 0), borrower(budget, 1)]);
  long.borrow();
  short.grant.release();
  await settled();
  const next = await budget.acquire(2);
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.equal(long.told, []);
  next.release();
  await new Promise((resolve) => setTimeout(resolve, 80));
  assert.equal(long.told, [2]);
});

test('what stays free beside a chain of short steps is lent, and what they use is not', async () => {
  const budget = coreBudget(4, Infinity, 60);
  const [long, other] = await Promise.all([borrower(budget, 0), borrower(budget, 1)]);
  long.borrow();
  other.grant.release();
  for (let i = 0; i < 10; i++) {
    const short = await budget.acquire(2 + i, { cpus: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    short.release();
  }
  assert.equal(long.told, [3]);
});

test('a step that begins anew borrows anew', async () => {
  const budget = coreBudget(2, Infinity, 0);
  const [long, short] = await Promise.all([borrower(budget, 0), borrower(budget, 1)]);
  short.grant.release();
  long.borrow();
  await settled();
  long.borrow();
  await settled();
  // In between it was told that it has what it was granted.
  assert.equal(long.told, [2, 1, 2]);
  const next = await budget.acquire(2);
  assert.is(next.threads, 1);
  await settled();
  assert.equal(long.told, [2, 1, 2, 1]);
});

test.run();
