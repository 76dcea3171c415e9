import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as assert from 'uvu/assert';
import { withExecution } from '../../../src/report/execution.js';
import { report } from '../../../src/steps/report.js';
import { runStep } from '../../support/run-step.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { galaxiesRun, type GalaxiesOptions } from '../fixture-galaxies.js';
import type { FixtureRun } from '../fixture-run.js';

/** The report of a made-up run over galaxies; its address as a file. */
export function reportPage(options: Partial<GalaxiesOptions>, workflow = 'galaxies'): Promise<string> {
  return pageOf(galaxiesRun({ nImages: 120, size: 32, k: [3, 6, 7], ...options }), workflow);
}

/** The report of a made-up run, made by its step, with an execution; its address as a file. */
export async function pageOf(run: FixtureRun, workflow: string): Promise<string> {
  const outcome = await runStep(report, { inputs: { everything: { form: 'everything', items: run.items } } });
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  const file = join(temporaryFolder(), 'report.html');
  const html = withExecution(readFileSync(outcome.path('report'), 'utf8'), {
    run: '20261124T233159Z-3fa9',
    workflow,
    file: `${workflow}.yaml`,
    command: `skysort run ${workflow}.yaml`,
    startedAt: '2026-11-24T23:31:59.000Z',
    state: 'done',
    seconds: 214.2,
    savedSeconds: 31,
    instances: run.items.map(({ instance, kind }) => ({
      id: instance,
      kind,
      state: 'cached',
      seconds: 0,
      savedSeconds: 2,
    })),
    warnings: [],
    node: 'v20',
    platform: 'linux x64',
    skysort: '0.1.0',
  });
  writeFileSync(file, html);
  return pathToFileURL(file).href;
}
