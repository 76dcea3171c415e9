import type { SeparationCount } from '../../report/separation/separation-count.js';
import type { ArtifactTruth } from './read-artifact-truth.js';

/** A way to take images out, and which it takes. */
export interface Selection {
  readonly method: SeparationCount['method'];
  readonly clustering: string;
  readonly k: number | undefined;
  readonly rule: string;
  readonly isTaken: readonly boolean[];
  readonly averagePrecision?: number;
}

/** Severities by thirds, each upper bound belonging to it. */
const thirds = [
  { name: 'low', above: 0, to: 1 / 3 },
  { name: 'middle', above: 1 / 3, to: 2 / 3 },
  { name: 'high', above: 2 / 3, to: Infinity },
] as const;

/**
 * How many artifacts a selection takes: of all, of each kind, and of each at low, middle and high severity. An image with several
 * artifacts counts for each of its kinds; among all, by the worst.
 */
export function countSeparation(selection: Selection, truth: ArtifactTruth): SeparationCount[] {
  const { method, clustering, k, rule, isTaken } = selection;
  const goods = [...truth.worst.keys()].filter((image) => truth.worst[image] === 0);
  const common = {
    method,
    clustering,
    k,
    rule,
    goods: goods.length,
    goodsTaken: goods.filter((image) => isTaken[image]).length,
  };
  const counted = (kind: string, severities: Float64Array): SeparationCount[] => {
    const all = { name: 'all', above: 0, to: Infinity };
    return [all, ...thirds].map(({ name, above, to }) => {
      const isAll = kind === 'all' && name === 'all';
      const averagePrecision = isAll ? (selection.averagePrecision ?? NaN) : NaN;
      const artifacts = [...severities.keys()].filter((image) => {
        const severity = severities[image] ?? 0;
        return severity > above && severity <= to;
      });
      const taken = artifacts.filter((image) => isTaken[image]).length;
      return {
        ...common,
        kind,
        severity: name,
        artifacts: artifacts.length,
        artifactsTaken: taken,
        averagePrecision,
      };
    });
  };
  return [
    ...counted('all', truth.worst),
    ...[...truth.severities].flatMap(([kind, severities]) => counted(kind, severities)),
  ];
}
