// A worker with kinds of its own, that misbehave in every way: what LocalExecutor starts in the tests.
import { writeFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../src/core/result.js';
import { defineStep, type StepContext, type StepKind } from '../../src/core/step.js';
import { dieWithParent } from '../../src/exec/parent-watch.js';
import { serveJobs } from '../../src/exec/serve-jobs.js';
import { writeAtomically } from '../../src/store/atomic-file.js';
import { sealFile } from '../../src/store/seal-file.js';
import { StepCheckpoints } from '../../src/store/step-checkpoints.js';

interface Params {
  readonly mebibytes: number;
}

function kindOf(name: string, act: (context: StepContext<Params>) => unknown): StepKind {
  return defineStep<Params>({
    name,
    version: 1,
    summary: 'For tests.',
    stochastic: false,
    params: { type: 'object', additionalProperties: false, properties: {} },
    inputs: {},
    outputs: { out: { file: 'out.json', type: 'file', summary: 'What the process is like.' } },
    async run(context) {
      const told = await act(context);
      await writeFile(context.outputs.path('out'), JSON.stringify(told ?? null));
      return ok();
    },
  });
}

const held: unknown[] = [];
const forever = () => new Promise(() => setInterval(() => undefined, 1000));

const kinds = [
  kindOf('look', () => ({
    pid: process.pid,
    folder: process.cwd(),
    leak: process.env['LEAK'],
    home: process.env['HOME'],
    path: process.env['PATH'],
    exitCode: process.exitCode,
  })),
  kindOf('leak', () => {
    process.env['LEAK'] = 'x';
    process.env['HOME'] = '/elsewhere';
    delete process.env['PATH'];
    process.chdir('/');
    process.exitCode = 3;
  }),
  kindOf('grow', async ({ params }) => {
    held.push(Buffer.alloc(params.mebibytes * 2 ** 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 700));
  }),
  kindOf('fill-heap', () => {
    for (;;) held.push(Array.from({ length: 1e5 }, (_, i) => ({ i })));
  }),
  kindOf('throw', () => {
    throw new RangeError('out of range');
  }),
  kindOf('exit', () => {
    process.stderr.write('the last words\n', () => process.exit(7));
    return forever();
  }),
  kindOf('die', () => {
    process.kill(process.pid, 'SIGKILL');
    return forever();
  }),
  kindOf('wait', (context) => {
    context.note({ level: 'info', text: 'waiting' });
    return new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve()));
  }),
  kindOf('count-threads', async (context) => {
    context.note({ level: 'info', text: 'counting' });
    const seen = [context.threads];
    while (seen.length < 3) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (context.threads !== seen.at(-1)) seen.push(context.threads);
    }
    return seen;
  }),
  kindOf('busy', async (context) => {
    context.note({ level: 'info', text: String(process.pid) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (;;) held.length = 0; // as a kernel does: the main thread hears nothing
  }),
  kindOf('idle', (context) => {
    context.note({ level: 'info', text: String(process.pid) });
    return forever();
  }),
  kindOf('stubborn', (context) => {
    context.note({ level: 'info', text: 'waiting' });
    return forever();
  }),
];

const together: StepKind = {
  ...kindOf('together', ({ params }) => params),
  batchAxes: ['mebibytes'],
  async runBatch(contexts) {
    if (contexts.some(({ params }) => params['mebibytes'] === 666)) throw new RangeError('out of range');
    const results: Result<void>[] = [];
    if (contexts.some(({ params }) => params['mebibytes'] === 0)) return [ok()];
    for (const context of contexts) {
      const found = context.params['mebibytes'] as number;
      context.note({ level: 'info', text: `${found} among ${contexts.length}` });
      if (found < 0) {
        results.push(
          fail({
            reason: 'unsuitable-parameter',
            parameter: 'mebibytes',
            found: String(found),
            expected: 'more',
            remedy: 'ask for more',
          }),
        );
        continue;
      }
      await writeFile(context.outputs.path('out'), JSON.stringify({ found, pid: process.pid }));
      results.push(ok());
    }
    return results;
  },
};

// With `--no-watch` the worker notices only that it is disconnected.
const hasWatch = !process.argv.includes('--no-watch');
const watch = hasWatch ? dieWithParent(Number(process.argv.at(-1))) : undefined;
await serveJobs({
  loadKind: (name) => Promise.resolve(ok([...kinds, together].find((kind) => kind.name === name))),
  sealFile,
  writeAtomically,
  openCheckpoints: (folder, note) => new StepCheckpoints(folder, { note, clockMs: () => performance.now() }),
  clockMs: () => performance.now(),
  guard: (marker) => watch?.guard(marker),
});
