import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Failure } from '../../src/core/failure.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import type { RunEventBody } from '../../src/core/events.js';
import type { ExecutionOutcome, ExecutionRequest } from '../../src/core/ports.js';
import { kernelKills } from '../../src/exec/kernel-kills.js';
import { LocalExecutor } from '../../src/exec/local-executor.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('./worker-program.js', import.meta.url));

interface Ask {
  readonly mebibytes?: number;
  readonly memoryBytes?: number;
  /** Aborts once the step has said that it waits. */
  readonly stopsWhenWaiting?: boolean;
}

interface Seen {
  readonly pid: number;
  readonly folder: string;
  readonly leak?: string;
  readonly home?: string;
  readonly path?: string;
  readonly exitCode?: number;
}

class Bench {
  readonly executor: LocalExecutor;

  constructor(...nodeOptions: string[]) {
    this.executor = new LocalExecutor({ command: [process.execPath, ...nodeOptions, program], graceMs: 500 });
  }

  execute(kind: string, ask: Ask = {}, folder = temporaryFolder()): Promise<ExecutionOutcome> {
    return this.executor.execute(this.request(kind, ask, folder));
  }

  /** Executes cells of a kind with `runBatch` in one job. */
  together(cells: readonly [number, ...number[]], told: string[] = []): Promise<readonly ExecutionOutcome[]> {
    const [first, ...others] = cells.map((mebibytes) => {
      const request = this.request('together', { mebibytes }, temporaryFolder());
      const onEvent = (event: RunEventBody) => {
        if (event.type === 'step-note') told.push(event.text);
      };
      return { ...request, onEvent };
    });
    if (first === undefined) throw new Error('no cells');
    return this.executor.executeTogether([first, ...others]);
  }

  request(kind: string, ask: Ask, folder: string): ExecutionRequest {
    const controller = new AbortController();
    return {
      instance: {
        id: kind as InstanceId,
        step: kind,
        kind,
        cell: {},
        params: { mebibytes: ask.mebibytes ?? 0 },
        inputs: {},
        outputs: { out: { file: 'out.json', type: 'file', summary: '' } },
        needs: [],
        resources: ask.memoryBytes === undefined ? {} : { memoryBytes: ask.memoryBytes },
        retries: 0,
      },
      inputs: {},
      attempt: { folder },
      threads: 1,
      signal: controller.signal,
      onEvent(event) {
        if (ask.stopsWhenWaiting === true && event.type === 'step-note') controller.abort();
      },
    };
  }

  /** What a worker is like. */
  async look(): Promise<Seen> {
    const folder = temporaryFolder();
    const outcome = await this.execute('look', {}, folder);
    assert.ok(outcome.ok);
    return JSON.parse(readFileSync(join(folder, 'outputs', 'out', 'out.json'), 'utf8')) as Seen;
  }

  async failure(kind: string, ask: Ask = {}): Promise<Failure> {
    const outcome = await this.execute(kind, ask);
    if (outcome.ok) throw new Error(`${kind} succeeded`);
    return outcome.failure;
  }
}

async function withBench(use: (bench: Bench) => Promise<void>, ...nodeOptions: string[]): Promise<void> {
  const bench = new Bench(...nodeOptions);
  try {
    await use(bench);
  } finally {
    bench.executor.killAll();
  }
}

test('a step sees the threads that it is lent, and that are taken back', async () => {
  const bench = new Bench();
  const folder = temporaryFolder();
  let tell: (threads: number) => void = () => undefined;
  const outcome = await bench.executor.execute({
    ...bench.request('count-threads', {}, folder),
    borrowThreads: (listener) => (tell = listener),
    onEvent() {
      tell(5);
      setTimeout(() => tell(2), 100);
    },
  });
  assert.ok(outcome.ok);
  assert.equal(JSON.parse(readFileSync(join(folder, 'outputs', 'out', 'out.json'), 'utf8')), [1, 5, 2]);
  tell(7); // comes too late, and reaches nobody
});

test('one process does one job after another', () =>
  withBench(async (bench) => {
    const first = await bench.look();
    assert.is((await bench.look()).pid, first.pid);
  }));

test('jobs that run together have a process each', () =>
  withBench(async (bench) => {
    const [first, second] = await Promise.all([bench.look(), bench.look()]);
    assert.is.not(first.pid, second.pid);
  }));

test('nothing of a job is left for the next: environment, working folder, exit code', () =>
  withBench(async (bench) => {
    const before = await bench.look();
    assert.ok((await bench.execute('leak')).ok);
    assert.equal(await bench.look(), before);
  }));

test('cells in one job have one process, and an outcome each', () =>
  withBench(async (bench) => {
    const told: string[] = [];
    const outcomes = await bench.together([1, -1, 2], told);
    assert.equal(
      outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure.reason)),
      ['done', 'unsuitable-parameter', 'done'],
    );
    assert.equal(told.sort(), ['-1 among 3', '1 among 3', '2 among 3']);
    const digests = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.outputs['out']?.sha256] : []));
    assert.is(new Set(digests).size, 2);
    assert.equal(
      outcomes.map((outcome) => (outcome.ok ? outcome.value.notes.map(({ text }) => text) : undefined)),
      [['1 among 3'], undefined, ['2 among 3']],
    );
  }));

test('too few results are a defect of the kind, whichever cell they were for', () =>
  withBench(async (bench) => {
    const [first] = await bench.together([0, 1]);
    assert.match(JSON.stringify(first), /runBatch of together gave 1 results for 2 contexts/);
  }));

test('a throw fails all that were in the job', () =>
  withBench(async (bench) => {
    const outcomes = await bench.together([1, 666]);
    assert.equal(
      outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure.reason)),
      ['step-threw', 'step-threw'],
    );
  }));

test('a process that died is replaced, and its last words are told', () =>
  withBench(async (bench) => {
    const first = await bench.look();
    const failure = await bench.failure('exit');
    assert.equal(failure, { reason: 'worker-died', exitCode: 7, stderrTail: 'the last words\n' });
    assert.is.not((await bench.look()).pid, first.pid);
  }));

test('a process whose step threw is replaced', () =>
  withBench(async (bench) => {
    const first = await bench.look();
    assert.is((await bench.failure('throw')).reason, 'step-threw');
    assert.is.not((await bench.look()).pid, first.pid);
  }));

test('a process that has grown is replaced', () =>
  withBench(async (bench) => {
    const first = await bench.look();
    assert.ok((await bench.execute('grow', { mebibytes: 400 })).ok);
    assert.is.not((await bench.look()).pid, first.pid);
  }));

test('a process that was stopped is replaced', () =>
  withBench(async (bench) => {
    const first = await bench.look();
    await bench.execute('wait', { stopsWhenWaiting: true });
    assert.is.not((await bench.look()).pid, first.pid);
  }));

test('a step that does not stop when it is told to is killed after the grace', () =>
  withBench(async (bench) => {
    assert.is((await bench.failure('stubborn', { stopsWhenWaiting: true })).reason, 'cancelled');
  }));

test('a step above its memory limit is ended, and the failure says how much it held', () =>
  withBench(async (bench) => {
    const limitBytes = 100 * 2 ** 20;
    const failure = await bench.failure('grow', { mebibytes: 200, memoryBytes: limitBytes });
    if (failure.reason !== 'out-of-memory') throw new Error(failure.reason);
    assert.is(failure.limitBytes, limitBytes);
    assert.ok(failure.usedBytes > limitBytes && failure.usedBytes < 400 * 2 ** 20);
  }));

test('what node itself holds does not count as the step’s memory', () =>
  withBench(async (bench) => {
    assert.ok((await bench.execute('grow', { mebibytes: 1, memoryBytes: 20 * 2 ** 20 })).ok);
  }));

test('a heap that is full is a failure of its own', () =>
  withBench(async (bench) => {
    assert.equal(await bench.failure('fill-heap'), { reason: 'heap-exhausted' });
  }, '--max-old-space-size=60'));

test('a process that was killed says whether the kernel may have done it', () =>
  withBench(async (bench) => {
    const failure = await bench.failure('die');
    if (failure.reason !== 'worker-died') throw new Error(failure.reason);
    assert.is(failure.signal, 'SIGKILL');
    assert.is(failure.kernelKill, kernelKills() === undefined ? undefined : 'not-seen');
  }));

test.run();
