import type { ManifestInstance } from '../../core/manifest.js';
import { ok, type Result } from '../../core/result.js';
import { encoderOf } from './trace-vectors.js';
import { isNamed, tracedClusterings, type TracedClustering } from './choose-clusterings.js';
import { refused, type RunLinks } from './run-links.js';

/** The artifact score of a run that goes with chosen clusterings. */
export interface TracedScore {
  readonly instance: ManifestInstance;
  /** The image-stats whose parameters count. */
  readonly statistics: ManifestInstance;
  /** The clusterings that it judges, in the order of its `labels`. */
  readonly clusterings: readonly TracedClustering[];
}

/**
 * The artifact score that judges at least one of the clusterings, and none that other images cannot be sorted by.
 * @param name What the person named; undefined when nothing.
 * @returns Undefined when the run has none.
 */
export function chooseScore(
  links: RunLinks,
  clusterings: readonly TracedClustering[],
  name: string | undefined,
): Result<TracedScore | undefined> {
  const known = new Map(tracedClusterings(links).traced.map((one) => [one.instance.id, one]));
  const chosen = new Set(clusterings.map(({ instance }) => instance.id));
  const [encoder] = clusterings.map(({ vectors }) => encoderOf(vectors).id);
  const scores = links
    .ofKind('artifact-score')
    .filter((instance) => isNamed(instance, name))
    .flatMap((instance): TracedScore[] => {
      const labels = links.links(instance, 'labels').map((link) => link.instance.id);
      const judged = labels.flatMap((id) => known.get(id) ?? []);
      const statistics = links.link(instance, 'statistics')?.instance;
      const isWhole =
        judged.length === labels.length && judged.every(({ vectors }) => encoderOf(vectors).id === encoder);
      if (statistics?.kind !== 'image-stats' || !isWhole) return [];
      return labels.some((id) => chosen.has(id)) ? [{ instance, statistics, clusterings: judged }] : [];
    });
  const [score, other] = scores;
  if (score === undefined && name !== undefined) {
    const all = links.ofKind('artifact-score').map(({ id }) => id);
    return refused(
      `--score ${name}, which judges none of the clusterings, or others that apply cannot make`,
      `an artifact-score of them: the run has ${all.join(', ') || 'none'}`,
      'choose another, or leave --score out',
    );
  }
  if (other !== undefined) {
    return refused(
      `${scores.length} artifact scores of these clusterings: ${scores.map(({ instance }) => instance.id).join(', ')}`,
      'one',
      'choose by --score STEP',
    );
  }
  return ok(score);
}
