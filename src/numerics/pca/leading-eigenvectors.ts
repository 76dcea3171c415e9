import { generator } from '../generator.js';
import type { Workspace } from '../threads/workspace.js';
import { eigenvectorsInto, greatestEigenvalues, type Tridiagonal } from './tridiagonal.js';

/** The greatest eigenvalues of a symmetric matrix, descending, with their vectors as rows. */
export interface LeadingEigenvectors {
  readonly values: Float64Array;
  /** float64 (k, order), orthonormal. */
  readonly vectors: Float64Array;
}

/** A symmetric matrix in a workspace. */
export interface PlacedMatrix {
  readonly address: number;
  /** float64 (order, order); destroyed. */
  readonly values: Float64Array;
  readonly order: number;
}

const shardRows = 32;
const smallOrder = 64;

/** Bytes of the arrays that the reduction needs: reflectors, vectors, u, v, w, p. */
export const reductionBytes = (order: number, k: number): number[] => [
  8 * order * order,
  8 * order * k,
  ...Array.from({ length: 4 }, () => 8 * order),
];

/**
 * The `k` leading eigenvectors of a symmetric matrix: reduction to tridiagonal form, bisection, inverse iteration.
 * @param from The first free address of the workspace.
 * @see Golub and Van Loan, Matrix Computations, sections 8.3 and 8.4; LAPACK's dsytrd, dstebz, dstein.
 */
export function leadingEigenvectors(
  workspace: Workspace,
  matrix: PlacedMatrix,
  k: number,
  from: number,
): LeadingEigenvectors {
  const { order } = matrix;
  const places = workspace.layOut(reductionBytes(order, k), from);
  const reflectors = places.float64(0);
  const [, atVectors, u, v, w, p] = places.addresses;
  const reduction: Reduction = {
    ...{ order, values: matrix.values, reflectors },
    ...{ u: places.float64(2), v: places.float64(3), w: places.float64(4), p: places.float64(5) },
    multiply(first) {
      // With few rows left, the other threads would be woken for nothing.
      const shard = order - first < smallOrder ? order : shardRows;
      const nShards = Math.ceil((order - first) / shard);
      workspace.team.run('reflect', nShards, matrix.address, order, first, shard, v!, w!, u!, p!);
    },
  };
  const tridiagonal = tridiagonalise(reduction);
  const values = greatestEigenvalues(tridiagonal, k);
  const vectors = places.float64(1);
  const stream = generator(0, 'pca', 'inverse iteration');
  eigenvectorsInto(tridiagonal, values, () => stream.uniform() - 0.5, vectors);
  workspace.team.run('reflectBack', k, atVectors!, order, places.addresses[0]!);
  return { values, vectors: vectors.slice() };
}

interface Reduction {
  readonly order: number;
  readonly values: Float64Array;
  /** float64 (order, order): row k is the unit vector of reflection k, or zero. */
  readonly reflectors: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly w: Float64Array;
  readonly p: Float64Array;
  /** Applies the last reflection from row and column `first` on, and multiplies what is left by `u`. */
  readonly multiply: (first: number) => void;
}

function tridiagonalise({ order, values, reflectors, u, v, w, p, multiply }: Reduction): Tridiagonal {
  const diagonal = new Float64Array(order);
  const offDiagonal = new Float64Array(Math.max(0, order - 1));
  for (let k = 0; k < order; k++) {
    const row = values.subarray(k * order, (k + 1) * order);
    for (let j = k; j < order; j++) row[j]! -= v[k]! * w[j]! + w[k]! * v[j]!;
    diagonal[k] = row[k]!;
    if (k === order - 1) break;
    offDiagonal[k] = k === order - 2 ? row[k + 1]! : reflection(row, k + 1, u);
    if (k === order - 2) {
      // The last row still waits for its update, which the loop's next round makes.
      continue;
    }
    multiply(k + 1);
    let along = 0;
    for (let j = k + 1; j < order; j++) along += u[j]! * p[j]!;
    for (let j = k + 1; j < order; j++) {
      v[j] = u[j]!;
      w[j] = 2 * (p[j]! - along * u[j]!);
    }
    reflectors.set(u.subarray(k + 1), k * order + k + 1);
    u.fill(0, 0, k + 2);
    v.fill(0, 0, k + 1);
    w.fill(0, 0, k + 1);
  }
  return { diagonal, offDiagonal };
}

/** The unit vector u for which 1 - 2 u u^T takes row[first …] to a multiple of its first axis: that multiple is returned. */
function reflection(row: Float64Array, first: number, u: Float64Array): number {
  let tail = 0;
  for (let j = first + 1; j < row.length; j++) tail += row[j]! * row[j]!;
  u.fill(0);
  if (tail === 0) return row[first]!;
  const norm = Math.sqrt(row[first]! * row[first]! + tail);
  const alpha = row[first]! > 0 ? -norm : norm;
  const head = row[first]! - alpha;
  const scale = 1 / Math.sqrt(head * head + tail);
  u[first] = head * scale;
  for (let j = first + 1; j < row.length; j++) u[j] = row[j]! * scale;
  return alpha;
}
