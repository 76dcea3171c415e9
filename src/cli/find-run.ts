import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Manifest } from '../core/manifest.js';
import { fail, ok, type Result } from '../core/result.js';
import { storeLayout, type StoreLayout } from '../store/layout.js';
import { runIds, workflowsWithRuns } from '../store/run-history.js';
import { inspectRun } from '../store/run-record.js';
import { shownState } from './manifest-facts.js';

export interface FoundRun {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Finds a run by what a person would call it: a run folder's path, a workflow's name (its latest), a run id or the
 * beginning or end of one, WORKFLOW/ID, or `latest` for the one that began last.
 * @param options.preferGoingOn Of a workflow, the run that goes on, when there is one, rather than the latest that ended.
 */
export function findRun(
  layout: StoreLayout,
  name: string,
  { preferGoingOn = false }: { readonly preferGoingOn?: boolean } = {},
): Result<FoundRun> {
  const candidates = candidateFolders(layout, name, preferGoingOn);
  const inspected = candidates.map((folder) => ({ folder, found: inspectRun(folder) }));
  const found = inspected.flatMap(({ folder, found }) =>
    found.state === 'whole' ? [{ folder, manifest: found.manifest }] : [],
  );
  const [first, second] = found;
  if (first !== undefined && second === undefined) return ok(first);
  const damaged = inspected.flatMap(({ found }) => (found.state === 'damaged' ? [found.path] : []))[0];
  if (first === undefined && damaged !== undefined) {
    const code = storeOf(dirname(damaged), layout) === undefined ? 'corrupt-export' : 'corrupt';
    return fail({ reason: 'storage', operation: 'read', path: damaged, code });
  }
  const isFolder = statSync(name, { throwIfNoEntry: false })?.isDirectory() === true;
  const nothing = isFolder ? `${name}, a folder without manifest.json` : `no run ${name}`;
  return fail({
    reason: 'usage',
    found: first === undefined ? nothing : `${found.length} runs that ${name} could mean`,
    expected: 'a workflow with runs, a run id or a run folder',
    remedy: `skysort ls lists the runs in ${layout.runsFolder}`,
  });
}

/** The store that a run folder belongs to, which need not be the one at hand; undefined for the folder of an exported run. */
export function storeOf(runFolder: string, layout: StoreLayout): StoreLayout | undefined {
  const runsFolder = dirname(dirname(runFolder));
  if (existsSync(layout.runsFolder) && realpathSync(layout.runsFolder) === runsFolder) return layout;
  if (runsFolder === layout.runsFolder) return layout;
  const other = storeLayout(runsFolder);
  return existsSync(other.cacheFolder) ? other : undefined;
}

/** The run that began last, whatever its workflow. */
function newestRun(layout: StoreLayout, workflows: readonly string[]): string[] {
  const newest = workflows.flatMap((workflow) => {
    const [run] = runIds(layout, workflow);
    return run === undefined ? [] : [{ run, folder: join(layout.workflow(workflow), run) }];
  });
  newest.sort((a, b) => (a.run < b.run ? 1 : -1));
  return newest.slice(0, 1).map(({ folder }) => folder);
}

function candidateFolders(layout: StoreLayout, name: string, preferGoingOn: boolean): string[] {
  if (existsSync(join(name, 'manifest.json'))) return [realpathSync(name)];
  const workflows = workflowsWithRuns(layout);
  if (workflows.includes(name)) {
    const latest = join(layout.workflow(name), 'latest');
    const newest = runIds(layout, name)[0] ?? '';
    if (preferGoingOn && goesOn(join(layout.workflow(name), newest)))
      return [join(layout.workflow(name), newest)];
    return [existsSync(latest) ? realpathSync(latest) : join(layout.workflow(name), newest)];
  }
  if (name === 'latest') return newestRun(layout, workflows);
  const id = basename(name);
  return workflows.flatMap((workflow) =>
    runIds(layout, workflow)
      .filter((run) => run.startsWith(id) || run.endsWith(id))
      .map((run) => join(layout.workflow(workflow), run)),
  );
}

function goesOn(runFolder: string): boolean {
  const found = inspectRun(runFolder);
  return found.state === 'whole' && shownState(found.manifest) === 'running';
}
