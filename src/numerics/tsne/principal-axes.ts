import { generator } from '../generator.js';
import { basisSize, type NeighbourMemory } from './neighbour-memory.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** The two axes of largest variance, and where the rows lie along them. */
export interface PrincipalPlane {
  /** float64 (nRows, 2), in the unit of `memory.rows`. */
  readonly scores: Float64Array;
  /** Sums of squared scores, the larger first; 0 where the rows do not spread. */
  readonly strengths: readonly [number, number];
}

// Where neighbouring eigenvalues are so close that this does not settle, any plane among them starts a map as well.
const maximumRounds = 60;
const settled = 1e-13;

/**
 * Principal scores of the rows in `memory` by subspace iteration with eight vectors in float64. Each axis points so that
 * its loading of largest size (the first among equals) is positive, as in scikit-learn.
 * @see Golub and Van Loan, Matrix Computations, section 8.2.
 */
export function principalPlane(memory: NeighbourMemory): PrincipalPlane {
  const { stride } = memory;
  const stream = generator(0, 'tsne', 'subspace');
  let basis: Float64Array = Float64Array.from({ length: stride * basisSize }, () => stream.normal());
  let values: Float64Array = new Float64Array(basisSize);
  for (let round = 0; round < maximumRounds; round++) {
    orthonormalise(basis, stride);
    const image = covarianceTimes(memory, basis);
    const ritz = symmetricEigen(innerProducts(basis, image, stride), basisSize);
    const change = Math.abs(ritz.values[0]! - values[0]!) + Math.abs(ritz.values[1]! - values[1]!);
    values = ritz.values;
    // The last round rotates the basis itself, every other one its image, which is nearer to the leading axes.
    const isLast = change <= settled * values[0]! || round === maximumRounds - 1;
    basis = rotateBasis(isLast ? basis : image, ritz.vectors, stride);
    if (isLast) break;
  }
  return scoresAlong(memory, basis);
}

/** The covariance (times n) applied to each vector of the basis, shards added in their order. */
function covarianceTimes(memory: NeighbourMemory, basis: Float64Array): Float64Array {
  const { workspace, layout, nProductShards, images } = memory;
  memory.basis.set(basis);
  workspace.team.run('covarianceProduct', nProductShards, layout);
  const total = images.slice(0, basis.length);
  for (let shard = 1; shard < nProductShards; shard++) {
    for (let i = 0; i < basis.length; i++) total[i]! += images[shard * basis.length + i]!;
  }
  return total;
}

/** Gram-Schmidt, twice for the sake of nearly dependent vectors; a vector that depends on the others becomes zero. */
function orthonormalise(basis: Float64Array, stride: number): void {
  for (let b = 0; b < basisSize; b++) {
    const before = columnProduct(basis, b, b, stride);
    for (let pass = 0; pass < 2; pass++) {
      for (let a = 0; a < b; a++) {
        const along = columnProduct(basis, a, b, stride);
        for (let j = 0; j < stride; j++) basis[j * basisSize + b]! -= along * basis[j * basisSize + a]!;
      }
    }
    const squares = columnProduct(basis, b, b, stride);
    const scale = squares > 1e-26 * before ? 1 / Math.sqrt(squares) : 0;
    for (let j = 0; j < stride; j++) basis[j * basisSize + b]! *= scale;
  }
}

function columnProduct(basis: Float64Array, a: number, b: number, stride: number): number {
  let total = 0;
  for (let j = 0; j < stride; j++) total += basis[j * basisSize + a]! * basis[j * basisSize + b]!;
  return total;
}

/** B^T (C B), made symmetric. */
function innerProducts(basis: Float64Array, image: Float64Array, stride: number): Float64Array {
  const products = new Float64Array(basisSize * basisSize);
  for (let j = 0; j < stride; j++) {
    for (let a = 0; a < basisSize; a++) {
      for (let b = 0; b < basisSize; b++)
        products[a * basisSize + b]! += basis[j * basisSize + a]! * image[j * basisSize + b]!;
    }
  }
  return products.map(
    (value, i) => (value + products[(i % basisSize) * basisSize + Math.floor(i / basisSize)]!) / 2,
  );
}

function rotateBasis(basis: Float64Array, rotation: Float64Array, stride: number): Float64Array {
  const rotated = new Float64Array(basis.length);
  for (let j = 0; j < stride; j++) {
    for (let a = 0; a < basisSize; a++) {
      const value = basis[j * basisSize + a]!;
      for (let b = 0; b < basisSize; b++) rotated[j * basisSize + b]! += value * rotation[a * basisSize + b]!;
    }
  }
  return rotated;
}

function scoresAlong({ nRows, stride, rows }: NeighbourMemory, basis: Float64Array): PrincipalPlane {
  const scores = new Float64Array(2 * nRows);
  const strengths: [number, number] = [0, 0];
  for (const axis of [0, 1] as const) {
    let largest = 0;
    for (let j = 0; j < stride; j++) {
      const loading = basis[j * basisSize + axis]!;
      if (Math.abs(loading) > Math.abs(largest)) largest = loading;
    }
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < nRows; i++) {
      let score = 0;
      for (let j = 0; j < stride; j++) score += rows[i * stride + j]! * basis[j * basisSize + axis]!;
      scores[2 * i + axis] = sign * score;
      strengths[axis] += score * score;
    }
  }
  return { scores, strengths };
}
