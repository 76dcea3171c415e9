import { diffRuns, type RecordedRun } from '../core/diff-runs.js';
import type { Preimage } from '../core/fingerprint.js';
import type { InstanceId } from '../core/identifiers.js';
import type { Manifest } from '../core/manifest.js';
import { ok, type Result } from '../core/result.js';
import { storing } from '../store/storage-trouble.js';
import { diffText } from '../ui/diff-text.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { findRun } from './find-run.js';
import { openWorkspace, type Workspace } from './workspace.js';

export const diff: Command = {
  name: 'diff',
  usage: 'RUN RUN [--json]',
  summary:
    'Names what differs between two runs: params, inputs, versions, kinds, measures, outputs. RUN is a workflow (its latest run), a run id or a folder. Exit code 3 when something does.',
  arity: { least: 2, most: 2 },
  options: [{ name: 'json', summary: 'print the differences as a JSON array' }],
  exits: [0, 2, 3, 4],
  example: 'skysort diff 3fa9c1 demo',
  async run(invocation, terminal) {
    const workspace = openWorkspace(invocation, terminal);
    const runs: RecordedRun[] = [];
    for (const name of invocation.args) {
      const found = findRun(workspace.layout, name);
      if (!found.ok) return found;
      const recorded = await recordedRun(found.value.manifest, workspace);
      if (!recorded.ok) return recorded;
      runs.push(recorded.value);
    }
    const [before, now] = runs as [RecordedRun, RecordedRun];
    const differences = diffRuns(before, now);
    terminal.stdout.write(
      invocation.has('json') ? `${JSON.stringify(differences, null, 2)}\n` : diffText(differences),
    );
    return ok(differences.length === 0 ? exitCodes.done : exitCodes.stale);
  },
};

function recordedRun(manifest: Manifest, { layout, store }: Workspace): Promise<Result<RecordedRun>> {
  return storing('read', layout.actionsFolder, async () => {
    const preimages = new Map<InstanceId, Preimage>();
    for (const { id, key } of manifest.instances) {
      const action = key === undefined ? undefined : await store.readAction(key);
      if (action !== undefined) preimages.set(id, action.preimage);
    }
    return { manifest, preimages };
  });
}
