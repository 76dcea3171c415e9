import { generator } from '../generator.js';
import { symmetricEigen } from '../tsne/symmetric-eigen.js';
import type { PcaOptions } from './pca.js';
import { basisOf, scoresOn, type RowsMemory } from './rows-memory.js';

const oversampling = 10;
// As scikit-learn's `iterated_power='auto'` for few components among many.
const powerIterations = 7;

/**
 * Leading components by a random subspace that the covariance is applied to several times, orthonormalised in between.
 * @returns Values as sums of squares, vectors as float64 (components, stride); undefined when the signal aborted.
 * @see Halko, Martinsson and Tropp 2011, algorithm 4.4.
 */
export async function randomisedComponents(
  memory: RowsMemory,
  nFit: number,
  means: Float64Array,
  { components, seed, signal }: PcaOptions,
): Promise<{ values: Float64Array; vectors: Float64Array; trace: number } | undefined> {
  const { stride, nColumns } = memory;
  const size = Math.min(components + oversampling, nFit, nColumns);
  const stream = generator(seed, 'pca', 'range');
  let vectors = new Float64Array(size * stride);
  for (let i = 0; i < vectors.length; i++) if (i % stride < nColumns) vectors[i] = stream.normal();
  orthonormalise(vectors, size, stride);
  for (let round = 0; ; round++) {
    await new Promise(setImmediate);
    if (signal?.aborted === true) return undefined;
    const image = covarianceTimes(memory, nFit, means, vectors, size);
    if (round === powerIterations) {
      const rotated = rotate(vectors, image, size, stride);
      return {
        values: rotated.values.subarray(0, components),
        vectors: rotated.vectors.subarray(0, components * stride),
        trace: squaresOf(memory, nFit, means),
      };
    }
    vectors = image;
    orthonormalise(vectors, size, stride);
  }
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

/** Gram-Schmidt, twice; a vector that depends on those before it becomes zero. */
function orthonormalise(vectors: Float64Array, size: number, stride: number): void {
  for (let i = 0; i < size; i++) {
    const own = vectors.subarray(i * stride, (i + 1) * stride);
    const before = product(own, own);
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < i; other++) {
        const unit = vectors.subarray(other * stride, (other + 1) * stride);
        const along = product(own, unit);
        for (let j = 0; j < stride; j++) own[j]! -= along * unit[j]!;
      }
    }
    const squares = product(own, own);
    const scale = squares > 1e-26 * before ? 1 / Math.sqrt(squares) : 0;
    for (let j = 0; j < stride; j++) own[j]! *= scale;
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/** Eigenvectors within the subspace: of V^T (C V), whose rows `vectors` and `image` are. */
function rotate(
  vectors: Float64Array,
  image: Float64Array,
  size: number,
  stride: number,
): { values: Float64Array; vectors: Float64Array } {
  const inner = new Float64Array(size * size);
  const row = (of: Float64Array, i: number) => of.subarray(i * stride, (i + 1) * stride);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const both = product(row(vectors, i), row(image, j)) + product(row(vectors, j), row(image, i));
      inner[i * size + j] = inner[j * size + i] = both / 2;
    }
  }
  const eigen = symmetricEigen(inner, size);
  const rotated = new Float64Array(size * stride);
  for (let to = 0; to < size; to++) {
    for (let from = 0; from < size; from++) {
      const factor = eigen.vectors[from * size + to]!;
      for (let j = 0; j < stride; j++) rotated[to * stride + j]! += factor * vectors[from * stride + j]!;
    }
  }
  return { values: eigen.values, vectors: rotated };
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
