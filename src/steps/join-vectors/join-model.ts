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
 * @returns The scaled vector; then for each statistic of the model z^2 / (z^2 + threshold^2), 0 unless z is above 0, times its
 *   weight; then the largest of these, times its own.
 */
export function joinVector(
  { vectors, evidence }: JoinModel,
  vector: ArrayLike<number>,
  valueOf: (statistic: string) => number,
): Float64Array {
  const { nColumns, centre, factors, weight, scale } = vectors;
  const joined = new Float64Array(joinedLength({ vectors, ...(evidence && { evidence }) }));
  const unit = scale === 'unit' ? inverseLength(vector) : 1;
  for (let j = 0; j < nColumns; j++) {
    joined[j] = ((vector[j] ?? NaN) - (centre[j] ?? 0)) * (factors[j] ?? 1) * unit * weight;
  }
  if (evidence === undefined) return joined;
  let largest = 0;
  evidence.references.forEach((reference, s) => {
    const z = standing(valueOf(reference.statistic), reference);
    const share = z > 0 ? (z * z) / (z * z + evidence.threshold * evidence.threshold) : 0;
    if (share > largest) largest = share;
    joined[nColumns + s] = share * evidence.weight;
  });
  joined[joined.length - 1] = largest * evidence.largestWeight;
  return joined;
}

/** A vector of zeros has no direction and stays as it is. */
function inverseLength(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < vector.length; j++) sum += (vector[j] ?? NaN) * (vector[j] ?? NaN);
  return sum > 0 ? 1 / Math.sqrt(sum) : 1;
}
