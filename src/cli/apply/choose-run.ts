import type { Manifest } from '../../core/manifest.js';
import { ok, type Result } from '../../core/result.js';
import type { StoreLayout } from '../../store/layout.js';
import type { FoundRun } from '../find-run.js';
import { chooseClusterings, type Choice, type TracedClustering } from './choose-clusterings.js';
import { chooseScore, type TracedScore } from './choose-score.js';
import { readFitted, type ReadRun } from './read-fitted.js';
import { RunFiles } from './run-files.js';
import { runLinks } from './run-links.js';

/** A run with the steps that count, and all that they fitted. */
export interface ChosenRun {
  readonly manifest: Manifest;
  readonly read: ReadRun;
  /** Those that the catalogue shows, by K. They come first in `read.fitted.clusterings`. */
  readonly clusterings: readonly TracedClustering[];
  readonly score: TracedScore | undefined;
}

export async function chooseRun(
  found: FoundRun,
  layout: StoreLayout,
  choice: Choice & { readonly score?: string },
): Promise<Result<ChosenRun>> {
  const { manifest } = found;
  const links = runLinks(manifest);
  if (!links.ok) return links;
  const clusterings = chooseClusterings(links.value, choice);
  if (!clusterings.ok) return clusterings;
  const score = chooseScore(links.value, clusterings.value, choice.score);
  if (!score.ok) return score;
  const shown = new Set(clusterings.value.map(({ instance }) => instance.id));
  const judged = (score.value?.clusterings ?? []).filter(({ instance }) => !shown.has(instance.id));
  const all = [...clusterings.value, ...judged];
  const read = await readFitted(links.value, new RunFiles(found, layout), all, score.value);
  if (!read.ok) return read;
  return ok({ manifest, read: read.value, clusterings: clusterings.value, score: score.value });
}
