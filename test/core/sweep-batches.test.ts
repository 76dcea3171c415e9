import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CoreGrant } from '../../src/core/core-budget.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import type { Instance, Plan } from '../../src/core/plan.js';
import type { ExecutionRequest, Executor } from '../../src/core/ports.js';
import { fail, ok } from '../../src/core/result.js';
import type { StepKind } from '../../src/core/step.js';
import { SweepBatches } from '../../src/core/sweep-batches.js';

const kind = { name: 'fit', batchAxes: ['k'] } as unknown as StepKind;

function instance(k: number, changes: Partial<Instance> = {}): Instance {
  return {
    id: `fits@k=${k}` as InstanceId,
    step: 'fits',
    kind: 'fit',
    cell: { k },
    params: { k, seed: 0 },
    inputs: {},
    outputs: {},
    needs: [],
    resources: {},
    retries: 0,
    ...changes,
  };
}

/** Batches over some instances, and what they did in order. */
function bench(instances: readonly Instance[], kinds: readonly StepKind[] = [kind]) {
  const told: string[] = [];
  const done = ok({ outputs: {}, seconds: 1, notes: [], measures: {} });
  const executor: Executor = {
    execute({ instance: { id } }) {
      told.push(`alone ${id}`);
      return Promise.resolve(done);
    },
    executeTogether(requests) {
      told.push(`together ${requests.map((request) => request.instance.id).join(' ')}`);
      return Promise.resolve(requests.map((_, i) => (i === 0 ? done : fail({ reason: 'heap-exhausted' }))));
    },
  };
  const plan = { instances, kinds: new Map(kinds.map((one) => [one.name, one])) } as unknown as Plan;
  const acquire = (): Promise<CoreGrant> => {
    told.push('cores');
    return Promise.resolve({ threads: 2, release: () => void told.push('cores back') });
  };
  const batches = new SweepBatches(plan, executor);
  const place = ({ id }: Instance) => batches.place(id, acquire);
  return { told, batches, place };
}

const request = (one: Instance) => ({ instance: one }) as unknown as ExecutionRequest;

test('cells that are due together share cores and one job, and each gets its own outcome', async () => {
  const cells = [instance(3), instance(6)] as const;
  const { told, place } = bench(cells);
  const places = await Promise.all(cells.map(place));
  assert.equal(
    places.map((one) => [one?.isTogether(), one?.grant.threads]),
    [
      [true, 2],
      [true, 2],
    ],
  );
  const outcomes = await Promise.all(
    places.map(async (one, i) => one?.executor.execute(request(cells[i] ?? cells[0]))),
  );
  assert.equal(
    outcomes.map((outcome) => outcome?.ok),
    [true, false],
  );
  for (const one of places) one?.grant.release();
  assert.equal(told, ['cores', 'together fits@k=3 fits@k=6', 'cores back']);
});

test('one that is cached is not waited for, and the only one left goes alone', async () => {
  const cells = [instance(3), instance(6)] as const;
  const { told, batches, place } = bench(cells);
  const placed = place(cells[0]);
  batches.pass(cells[1].id);
  assert.is(await placed, undefined);
  assert.equal(told, []);
});

test('the others go on without one that leaves before it runs', async () => {
  const cells = [instance(3), instance(6), instance(7)] as const;
  const { told, place } = bench(cells);
  const [first, second, third] = await Promise.all(cells.map(place));
  const running = [first, third].map(async (one, i) =>
    one?.executor.execute(request(cells[2 * i] ?? cells[0])),
  );
  assert.equal(told, ['cores']);
  second?.grant.release();
  await Promise.all(running);
  assert.equal(told, ['cores', 'together fits@k=3 fits@k=7']);
});

test('the last one of a batch whose others left runs alone', async () => {
  const cells = [instance(3), instance(6)] as const;
  const { told, place } = bench(cells);
  const [first, second] = await Promise.all(cells.map(place));
  second?.grant.release();
  await first?.executor.execute(request(cells[0]));
  first?.grant.release();
  assert.equal(told, ['cores', 'alone fits@k=3', 'cores back']);
});

test('what ran with others runs alone the next time', async () => {
  const cells = [instance(3), instance(6)] as const;
  const { told, place } = bench(cells);
  const places = await Promise.all(cells.map(place));
  await Promise.all(places.map(async (one, i) => one?.executor.execute(request(cells[i] ?? cells[0]))));
  assert.is(places[1]?.isTogether(), false);
  await places[1]?.executor.execute(request(cells[1]));
  assert.is(told.at(-1), 'alone fits@k=6');
});

test('one that comes back, after waiting for another run, is not gathered again', async () => {
  const cells = [instance(3), instance(6)] as const;
  const { place } = bench(cells);
  const places = await Promise.all(cells.map(place));
  for (const one of places) one?.grant.release();
  assert.is(await place(cells[0]), undefined);
});

test('no job holds more than thirty-two cells', async () => {
  const cells = Array.from({ length: 40 }, (_, k) => instance(k));
  const { told, place } = bench(cells);
  const places = await Promise.all(cells.map(place));
  await Promise.all(places.map(async (one, i) => one?.executor.execute(request(cells[i] ?? instance(0)))));
  const sizes = told.filter((line) => line.startsWith('together')).map((line) => line.split(' ').length - 1);
  assert.equal(sizes, [32, 8]);
});

const apart: readonly [string, Partial<Instance>, StepKind?][] = [
  ['of another seed', { params: { k: 6, seed: 1 } }],
  ['of another step', { step: 'other' }],
  ['with other inputs', { inputs: { vectors: { from: 'everything', instances: [] } } }],
  ['with other resources', { resources: { cpus: 1 } }],
];

for (const [what, changes] of apart) {
  test(`a cell ${what} goes alone`, async () => {
    const cells = [instance(3), instance(6, changes)] as const;
    const { place } = bench(cells);
    assert.equal(await Promise.all(cells.map(place)), [undefined, undefined]);
  });
}

for (const [what, changes] of [
  ['time', { timeoutMs: 1000 }],
  ['memory', { resources: { memoryBytes: 1 } }],
] as const) {
  test(`cells with a limit on ${what} go alone, since it is a limit on one`, async () => {
    const cells = [instance(3, changes), instance(6, changes)] as const;
    const { place } = bench(cells);
    assert.equal(await Promise.all(cells.map(place)), [undefined, undefined]);
  });
}

test('cells of a kind without batch axes go alone', async () => {
  const cells = [instance(3), instance(6)] as const;
  const { place } = bench(cells, [{ name: 'fit' } as unknown as StepKind]);
  assert.equal(await Promise.all(cells.map(place)), [undefined, undefined]);
});

test.run();
