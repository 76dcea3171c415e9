/** A symmetric tridiagonal matrix: float64 (n) and (n - 1). */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly offDiagonal: Float64Array;
}

const roundoff = Number.EPSILON / 2;

/** A bound of the eigenvalues' size by Gershgorin's circles. */
export function tridiagonalNorm({ diagonal, offDiagonal }: Tridiagonal): number {
  let norm = 0;
  diagonal.forEach((value, i) => {
    const around = Math.abs(offDiagonal[i - 1] ?? 0) + Math.abs(offDiagonal[i] ?? 0);
    norm = Math.max(norm, Math.abs(value) + around);
  });
  return norm;
}

/** How many eigenvalues are above `x`: the positive pivots of T - x. */
function countAbove({ diagonal, offDiagonal }: Tridiagonal, x: number, least: number): number {
  let count = 0;
  let pivot = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const off = i === 0 ? 0 : offDiagonal[i - 1]!;
    pivot = diagonal[i]! - x - (off * off) / pivot;
    if (Math.abs(pivot) < least) pivot = -least;
    if (pivot > 0) count += 1;
  }
  return count;
}

/**
 * The `k` greatest eigenvalues, descending, by bisection: each to about a half unit in the last place of the matrix's norm.
 * @see Golub and Van Loan, Matrix Computations, section 8.4.1.
 */
export function greatestEigenvalues(matrix: Tridiagonal, k: number): Float64Array {
  const norm = tridiagonalNorm(matrix);
  const least = Math.max(norm * roundoff * roundoff, 1e-300);
  const values = new Float64Array(k);
  let ceiling = norm;
  for (let i = 0; i < k; i++) {
    let [low, high] = [-norm, ceiling];
    for (;;) {
      const middle = (low + high) / 2;
      if (middle <= low || middle >= high || high - low <= 0.5 * roundoff * norm) break;
      if (countAbove(matrix, middle, least) > i) low = middle;
      else high = middle;
    }
    values[i] = (low + high) / 2;
    ceiling = high;
  }
  return values;
}

/** T - x = P L U by elimination with row exchanges. */
interface Factors {
  readonly upper: readonly [Float64Array, Float64Array, Float64Array];
  readonly multipliers: Float64Array;
  readonly exchanged: Uint8Array;
}

function factorise({ diagonal, offDiagonal }: Tridiagonal, x: number, least: number): Factors {
  const n = diagonal.length;
  const [first, second, third] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const multipliers = new Float64Array(n);
  const exchanged = new Uint8Array(n);
  let [here, next] = [diagonal[0]! - x, offDiagonal[0] ?? 0];
  for (let i = 0; i < n - 1; i++) {
    const below = offDiagonal[i]!;
    const [belowHere, belowNext] = [diagonal[i + 1]! - x, offDiagonal[i + 1] ?? 0];
    if (Math.abs(below) > Math.abs(here)) {
      exchanged[i] = 1;
      multipliers[i] = here / below;
      [first[i], second[i], third[i]] = [below, belowHere, belowNext];
      here = next - multipliers[i]! * belowHere;
      next = -multipliers[i]! * belowNext;
    } else {
      const pivot = Math.abs(here) < least ? least : here;
      multipliers[i] = below / pivot;
      [first[i], second[i], third[i]] = [pivot, next, 0];
      here = belowHere - multipliers[i]! * next;
      next = belowNext;
    }
  }
  first[n - 1] = Math.abs(here) < least ? least : here;
  return { upper: [first, second, third], multipliers, exchanged };
}

function solve({ upper: [first, second, third], multipliers, exchanged }: Factors, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n - 1; i++) {
    if (exchanged[i] === 1) [b[i], b[i + 1]] = [b[i + 1]!, b[i]!];
    b[i + 1]! -= multipliers[i]! * b[i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const tail = second[i]! * (b[i + 1] ?? 0) + third[i]! * (b[i + 2] ?? 0);
    b[i] = (b[i]! - tail) / first[i]!;
  }
}

const inverseIterations = 4;
// As LAPACK's dstein: vectors of eigenvalues nearer than this part of the norm are made orthogonal.
const clusterWidth = 1e-3;

/**
 * Eigenvectors for eigenvalues in descending order, by inverse iteration: each orthogonal to those of nearby eigenvalues before it.
 * @param draw Numbers of both signs to start from.
 * @param vectors float64 (values.length, n): what is written.
 */
export function eigenvectorsInto(
  matrix: Tridiagonal,
  values: Float64Array,
  draw: () => number,
  vectors: Float64Array,
): void {
  const n = matrix.diagonal.length;
  const norm = tridiagonalNorm(matrix);
  const least = Math.max(norm * roundoff, 1e-300);
  let cluster = 0;
  let shift = Infinity;
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && values[i - 1]! - values[i]! > clusterWidth * norm) cluster = i;
    // Equal values would give equal factors: then the start alone tells the vectors apart, and a nudge helps it.
    shift = Math.min(values[i]!, shift - 2 * least);
    const factors = factorise(matrix, shift, least);
    const own = vectors.subarray(i * n, (i + 1) * n);
    for (let j = 0; j < n; j++) own[j] = draw();
    for (let round = 0; round < inverseIterations; round++) {
      normalise(own);
      solve(factors, own);
      normalise(own);
      for (let pass = 0; pass < 2; pass++) {
        for (let other = cluster; other < i; other++) {
          removePart(own, vectors.subarray(other * n, (other + 1) * n));
        }
      }
    }
    normalise(own);
  }
}

/** To norm 1, by the greatest value first, so that no square overflows. */
function normalise(vector: Float64Array): void {
  let greatest = 0;
  for (const value of vector) greatest = Math.max(greatest, Math.abs(value));
  if (greatest === 0) return;
  let squares = 0;
  for (let j = 0; j < vector.length; j++) {
    vector[j]! /= greatest;
    squares += vector[j]! * vector[j]!;
  }
  const scale = 1 / Math.sqrt(squares);
  for (let j = 0; j < vector.length; j++) vector[j]! *= scale;
}

function removePart(vector: Float64Array, unit: Float64Array): void {
  let along = 0;
  for (let j = 0; j < vector.length; j++) along += vector[j]! * unit[j]!;
  for (let j = 0; j < vector.length; j++) vector[j]! -= along * unit[j]!;
}
