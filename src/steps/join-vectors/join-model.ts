import { standing, type StatisticReference } from '../artifact-score/statistic-reference.js';

/** How vectors are brought to a common scale; see `VectorScaling`. */
export const scales = ['none', 'standard', 'block', 'unit'] as const;
export type VectorScale = (typeof scales)[number];

/** What is done to a vector: the centre is taken off each number, which is then multiplied by its factor. */
export interface VectorScaling {
  readonly scale: VectorScale;
  /** How many numbers a vector has. */
  readonly nColumns: number;
  /** For `standard` and `block`, one for each number; otherwise empty. */
  readonly centre: readonly number[];
  readonly factors: readonly number[];
  /** Factor of all numbers in the end. */
  readonly weight: number;
}

/** What an image's statistics add to its vector. */
export interface EvidenceJoin {
  readonly references: readonly StatisticReference[];
  readonly threshold: number;
  /** Factor of each statistic's evidence, and of the largest of them. */
  readonly weight: number;
  readonly largestWeight: number;
}

/** The fitted state of a join-vectors step: enough to do the same to the vector of another image. */
export interface JoinModel {
  readonly vectors: VectorScaling;
  readonly evidence?: EvidenceJoin;
}

/** How many numbers a joined vector has. */
export function joinedLength({ vectors, evidence }: JoinModel): number {
  return vectors.nColumns + (evidence === undefined ? 0 : evidence.references.length + 1);
}

/**
 * Joins one image's vector and its statistics, in float64; what is stored is rounded to float32.
 * @param vector `nColumns` numbers.
 * @param valueOf An image's statistic by name, NaN where it could not be said, which counts as no evidence.
 * @returns The scaled vector; then for each statistic of the model its `evidenceShare` times the weight; then the largest of these, times its own.
 */
export function joinVector(
  { vectors, evidence }: JoinModel,
  vector: ArrayLike<number>,
  valueOf: (statistic: string) => number,
): Float64Array {
  const { nColumns, centre, factors, weight, scale } = vectors;
  const nStatistics = evidence?.references.length ?? -1;
  const joined = new Float64Array(nColumns + nStatistics + 1);
  const unit = scale === 'unit' ? inverseLength(vector) : 1;
  for (let j = 0; j < nColumns; j++) {
    joined[j] = ((vector[j] ?? NaN) - (centre[j] ?? 0)) * (factors[j] ?? 1) * unit * weight;
  }
  if (evidence === undefined) return joined;
  let largest = 0;
  evidence.references.forEach((reference, s) => {
    const share = evidenceShare(standing(valueOf(reference.statistic), reference), evidence.threshold);
    if (share > largest) largest = share;
    joined[nColumns + s] = share * evidence.weight;
  });
  joined[joined.length - 1] = largest * evidence.largestWeight;
  return joined;
}

/**
 * What a statistic's place among the others' says of an artifact, in [0, 1): z^4 / (z^4 + threshold^4), one half at the threshold; 0 at the
 * median and below it, and where z is not known. Fourth powers keep what chance gives, up to half of the threshold, below 0.06, and
 * bring what stands out by twice the threshold to 0.94: k-means sees two groups, not a slope.
 */
export function evidenceShare(z: number, threshold: number): number {
  const ratio = z / threshold;
  if (!(ratio > 0)) return 0;
  // Beyond this it is 1 to the last bit, and powers could overflow.
  if (ratio > 1e4) return 1;
  const fourth = ratio * ratio * ratio * ratio;
  return fourth / (fourth + 1);
}

/** A vector of zeros has no direction and stays as it is. */
function inverseLength(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += (vector[j] ?? NaN) * (vector[j] ?? NaN);
  return sum > 0 ? 1 / Math.sqrt(sum) : 1;
}
