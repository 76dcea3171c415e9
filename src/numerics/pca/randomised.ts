import { generator } from '../generator.js';
import { leadingEigenvectors, reductionBytes } from './leading-eigenvectors.js';
import { drawVector, fillFlatAxes, orthonormalise, product } from './orthonormal.js';
import type { PcaOptions } from './pca.js';
import { basisOf, scoresOn, type RowsMemory } from './rows-memory.js';

const oversampling = 10;
/** Vectors of one search, together: their eigenproblem is solved with each. */
const mostVectors = 400;
const mostBlocks = 12;
/** How often the covariance is applied to a block, at most about. */
const mostProducts = 400;
/** An error of 1e-5 in a component whose value is 1% above the next. */
const settledResidual = 1e-7;
/** What float64 leaves of a residual, as a part of the greatest value. */
const rounding = 1e-13;

/** Bytes of the eigenproblem of one search, in the workspace. */
export function searchBytes(components: number): number[] {
  const size = components + oversampling;
  const order = Math.max(2 * size, mostVectors) + 4;
  return [8 * order * order, ...reductionBytes(order, size)];
}

/** Leading components as a method finds them. */
export interface FoundComponents {
  /** Sums of squares along each, descending. */
  readonly values: Float64Array;
  /** float64 (components, stride), orthonormal. */
  readonly vectors: Float64Array;
  /** Sum of squares along all axes. */
  readonly trace: number;
  /** Whether the components are as near as they should be: where a value is 1% above the next, its component is within 1e-5. */
  readonly isSettled: boolean;
}

/**
 * Leading components by block Krylov spaces from a random start, begun again from the best vectors of the last until the residuals of
 * all components, |C v - value v|, are at most 1e-7 of their values, or the covariance C has been applied some 400 times.
 * @returns Undefined when the signal aborted.
 * @see Halko, Martinsson and Tropp 2011; Musco and Musco 2015, algorithm 2; Golub and Van Loan, Matrix Computations, section 10.3.
 */
export async function randomisedComponents(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  { components, seed, signal }: PcaOptions,
  limit = mostProducts,
): Promise<FoundComponents | undefined> {
  const { stride, nColumns } = memory;
  const size = Math.min(components + oversampling, nFit, nColumns);
  const nBlocks = Math.max(2, Math.min(mostBlocks, Math.floor(mostVectors / size)));
  const stream = generator(seed, 'pca', 'range');
  let start = new Float64Array(size * stride);
  for (let i = 0; i < size; i++) drawVector(stream, start, i, memory);
  for (let nProducts = nBlocks; ; nProducts += nBlocks) {
    const space = new Float64Array(nBlocks * size * stride);
    const image = new Float64Array(nBlocks * size * stride);
    for (let block = 0; block < nBlocks; block++) {
      await new Promise(setImmediate);
      if (signal?.aborted === true) return undefined;
      const at = block * size * stride;
      space.set(start, at);
      orthonormalise(space.subarray(0, at + size * stride), (block + 1) * size, stride, block * size);
      start = covarianceTimes(memory, nFit, means, space.subarray(at, at + size * stride), size);
      image.set(start, at);
    }
    const best = ritzVectors(memory, space, image, { size: nBlocks * size, kept: size });
    const isSettled = residuals(best, components, stride).every(
      (residual, i) => residual <= settledResidual * best.values[i]! + rounding * best.values[0]!,
    );
    if (isSettled || nProducts >= limit) {
      const axes = fillFlatAxes(best.values.slice(0, components), best.vectors, memory);
      return { ...axes, trace: squaresOf(memory, nFit, means), isSettled };
    }
    start = best.vectors;
  }
}

/** |C v - value v| of the first few. */
function residuals({ values, vectors, images }: RitzVectors, k: number, stride: number): number[] {
  return Array.from({ length: k }, (_, i) => {
    let squares = 0;
    for (let j = i * stride; j < (i + 1) * stride; j++) {
      const apart = images[j]! - values[i]! * vectors[j]!;
      squares += apart * apart;
    }
    return Math.sqrt(squares);
  });
}

/** X^T (X V) for vectors as rows, float64 (size, stride). */
function covarianceTimes(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  vectors: Float64Array,
  size: number,
): Float64Array<ArrayBuffer> {
  const { workspace, address, stride, end } = memory;
  const basis = basisOf(vectors, size, stride, stride);
  const width = 4 * basis.nPanels;
  // Beyond the rows: means and the image first, so that the scores' places can follow.
  const sizes = [8 * stride, 8 * stride * width, 8];
  const places = workspace.layOut(sizes, end);
  places.float64(0).set(means);
  const [atMeans, atImage, free] = places.addresses;
  const scores = scoresOn(memory, nFit, means, basis, free!);
  const nShards = Math.ceil(stride / 16);
  workspace.team.run(
    'projectBack',
    nShards,
    address,
    stride,
    nFit,
    scores.address,
    basis.nPanels,
    atMeans!,
    atImage!,
  );
  const image = places.float64(1);
  const result = new Float64Array(size * stride);
  for (let j = 0; j < stride; j++) {
    for (let i = 0; i < size; i++) result[i * stride + j] = image[j * width + i]!;
  }
  return result;
}

interface RitzVectors {
  readonly values: Float64Array;
  /** float64 (kept, stride). */
  readonly vectors: Float64Array<ArrayBuffer>;
  /** The covariance times each. */
  readonly images: Float64Array;
}

/** The leading eigenvectors within a space: of V^T (C V), whose rows `space` and `image` are. */
function ritzVectors(
  { workspace, stride, end }: RowsMemory,
  space: Float64Array,
  image: Float64Array,
  { size, kept }: { readonly size: number; readonly kept: number },
): RitzVectors {
  const order = 4 * Math.ceil(size / 4);
  const places = workspace.layOut([8 * order * order, 8], end);
  const inner = places.float64(0);
  const row = (of: Float64Array, i: number) => of.subarray(i * stride, (i + 1) * stride);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const both = product(row(space, i), row(image, j)) + product(row(space, j), row(image, i));
      inner[i * order + j] = inner[j * order + i] = both / 2;
    }
  }
  const [address, free] = places.addresses;
  const eigen = leadingEigenvectors(workspace, { address: address!, values: inner, order }, kept, free!);
  const combined = (of: Float64Array) => {
    const result = new Float64Array(kept * stride);
    for (let to = 0; to < kept; to++) {
      for (let from = 0; from < size; from++) {
        const factor = eigen.vectors[to * order + from]!;
        for (let j = 0; j < stride; j++) result[to * stride + j]! += factor * of[from * stride + j]!;
      }
    }
    return result;
  };
  return { values: eigen.values, vectors: combined(space), images: combined(image) };
}

/** Sum of squares of the rows less the means. */
function squaresOf({ values, stride, nColumns }: RowsMemory, nFit: number, means: Float64Array): number {
  let total = 0;
  for (let row = 0; row < nFit; row++) {
    for (let j = 0; j < nColumns; j++) {
      const apart = values[row * stride + j]! - means[j]!;
      total += apart * apart;
    }
  }
  return total;
}
