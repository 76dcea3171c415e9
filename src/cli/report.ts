import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { JsonObject } from '../core/json.js';
import type { Manifest } from '../core/manifest.js';
import { fail, ok, type Result } from '../core/result.js';
import type { EverythingItem, StepKind } from '../core/step.js';
import { stepInputs, stepOutputs } from '../exec/step-inputs.js';
import { withExecution } from '../report/execution.js';
import { loadKind } from '../steps/load-kind.js';
import { writeAtomically } from '../store/atomic-file.js';
import { storageTrouble } from '../store/storage-trouble.js';
import { runNotes } from '../store/run-record.js';
import type { Command } from './command.js';
import { executionOf, reportPage } from './execution-of.js';
import { exitCodes } from './exit-codes.js';
import { findRun, type FoundRun } from './find-run.js';
import { listenForInterrupts } from './interrupts.js';
import { runResults } from './run-results.js';
import { openWorkspace } from './workspace.js';

export const report: Command = {
  name: 'report',
  usage: 'RUN [--out FILE]',
  summary:
    'Makes the report of a run anew from what the run has left, as this version of skysort makes it; also of a run that failed or was stopped, or whose workflow makes none. Prints its path. RUN is a workflow, a run id or a folder.',
  arity: { least: 1, most: 1 },
  options: [{ name: 'out', value: 'FILE', summary: 'write it there (default: report/ of the run folder)' }],
  exits: [0, 1, 2, 4, 130],
  example: 'skysort report demo --out demo.html',
  async run(invocation, terminal) {
    const workspace = openWorkspace(invocation, terminal);
    const found = findRun(workspace.layout, invocation.args[0] ?? '');
    if (!found.ok) return found;
    const { manifest, folder } = found.value;
    const out = invocation.value('out');
    if (out !== undefined && statSync(out, { throwIfNoEntry: false })?.isDirectory() === true)
      return fail({
        reason: 'usage',
        found: `--out ${out}, which is a folder`,
        expected: 'the name of a file',
      });
    const items = await runResults(manifest, folder, workspace);
    if (!items.ok) return items;
    if (items.value.length === 0) {
      return fail({
        reason: 'usage',
        found: `run ${manifest.run}, which has made nothing`,
        expected: 'a run of which at least one step is done',
      });
    }
    const interrupts = listenForInterrupts(() => undefined);
    const page = await makePage({ manifest, folder }, items.value, interrupts.stop);
    interrupts.close();
    if (!page.ok) return page;
    const path = out === undefined ? join(folder, reportPage) : resolve(out);
    try {
      await writeAtomically(path, page.value, workspace.files);
    } catch (error) {
      return fail(storageTrouble('write', path, error));
    }
    terminal.stdout.write(`${out ?? shown(path)}\n`);
    return ok(exitCodes.done);
  },
};

function shown(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** Runs the report step over the results, in a folder that goes again, and puts in how the run went. */
async function makePage(
  run: FoundRun,
  items: readonly EverythingItem[],
  signal: AbortSignal,
): Promise<Result<string>> {
  const kind = await loadKind('report');
  if (kind === undefined || kind.outputs === 'declared') throw new TypeError('the kind report is gone');
  const folder = mkdtempSync(join(tmpdir(), 'skysort-report-'));
  try {
    const outputs = stepOutputs(kind.outputs, folder);
    mkdirSync(join(folder, 'outputs', 'report'), { recursive: true });
    mkdirSync(join(folder, 'scratch'));
    const made = await kind.run({
      params: reportParams(kind, run.manifest),
      inputs: stepInputs({ everything: { form: 'everything', items } }),
      outputs,
      threads: availableParallelism(),
      signal,
      scratchFolder: join(folder, 'scratch'),
      progress: () => undefined,
      metric: () => undefined,
      note: () => undefined,
      measure: () => undefined,
      line: () => undefined,
      programs: { environment: () => ({}), endLeftBehind: () => undefined },
    });
    if (!made.ok) return made;
    return ok(
      withExecution(
        readFileSync(outputs.path('report'), 'utf8'),
        executionOf(run.manifest, runNotes(run.folder)),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The parameters of the run's own report step that this version still has; its defaults for all others. */
function reportParams({ params }: StepKind, { instances }: Manifest): JsonObject {
  const given = instances.find(({ kind }) => kind === 'report')?.params ?? {};
  return Object.fromEntries(
    Object.entries(params.properties).map(([name, schema]) => [name, given[name] ?? schema['default']]),
  ) as JsonObject;
}
