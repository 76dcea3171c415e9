import type { Manifest } from '../core/manifest.js';
import type { Execution } from '../report/execution.js';

/** Where a run folder has its report. */
export const reportPage = 'report/index.html';

/** How a run went, as its report tells it. */
export function executionOf(manifest: Manifest): Execution {
  const { run, workflow, file, startedAt, seconds, savedSeconds, node, platform, skysort } = manifest;
  return {
    ...{ run, workflow, file, startedAt, seconds, savedSeconds, node, platform, skysort },
    command: manifest.command ?? `skysort run ${file}`,
    instances: manifest.instances.map(({ id, state, seconds, savedSeconds, key }) => ({
      id,
      state,
      seconds,
      ...(savedSeconds === undefined ? {} : { savedSeconds }),
      ...(key === undefined ? {} : { key }),
    })),
  };
}
