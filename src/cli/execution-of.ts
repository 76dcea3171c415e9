import type { StepNote } from '../core/events.js';
import type { Manifest } from '../core/manifest.js';
import type { Execution } from '../report/execution.js';
import { shownState } from './manifest-facts.js';
import { failureHeadline } from '../ui/failure-message.js';

/** Where a run folder has its report. */
export const reportPage = 'report/index.html';

/** How a run went, as its report tells it, with what its steps noted. */
export function executionOf(manifest: Manifest, notes: readonly StepNote[]): Execution {
  const { run, workflow, file, startedAt, seconds, savedSeconds, node, platform, skysort } = manifest;
  return {
    state: shownState(manifest),
    ...{ run, workflow, file, startedAt, seconds, savedSeconds, node, platform, skysort },
    command: manifest.command ?? `skysort run ${file}`,
    instances: manifest.instances.map(({ id, kind, state, seconds, savedSeconds, key, failure }) => ({
      id,
      kind,
      state,
      seconds,
      ...(savedSeconds === undefined ? {} : { savedSeconds }),
      ...(key === undefined ? {} : { key }),
      ...(failure === undefined || failure.reason === 'upstream-failed'
        ? {}
        : { failure: failureHeadline(failure) }),
    })),
    warnings: warningsOf(notes),
  };
}

/** Each once: a step that is tried again says it again. */
function warningsOf(notes: readonly StepNote[]): Execution['warnings'] {
  const warnings = new Map<string, { readonly id: string; readonly text: string }>();
  for (const { id, level, text } of notes)
    if (level === 'warning') warnings.set(JSON.stringify([id, text]), { id, text });
  return [...warnings.values()];
}
