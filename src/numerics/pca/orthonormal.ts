import { generator, type Generator } from '../generator.js';

/** Rounding of eigenvalues, as a part of the greatest: along such an axis there is no spread. */
const flat = 1e-13;

export function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

/**
 * Gram-Schmidt, twice; a vector that depends on those before it becomes zero.
 * @param vectors float64 (size, stride), of which those before `first` are orthonormal already.
 */
export function orthonormalise(vectors: Float64Array, size: number, stride: number, first = 0): void {
  for (let i = first; i < size; i++) {
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

/** Random normals in the first `nColumns` values of vector `i`, zero beyond. */
export function drawVector(
  stream: Generator,
  vectors: Float64Array,
  i: number,
  { stride, nColumns }: { readonly stride: number; readonly nColumns: number },
): void {
  for (let j = 0; j < stride; j++) vectors[i * stride + j] = j < nColumns ? stream.normal() : 0;
}

/** Leading vectors made orthonormal in their order: where nothing spreads, with the value 0, along any axes orthogonal to the others. */
export function fillFlatAxes(
  eigenvalues: Float64Array,
  leading: Float64Array,
  shape: { readonly stride: number; readonly nColumns: number },
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const values = eigenvalues.map((value) => (value > flat * eigenvalues[0]! ? value : 0));
  const vectors = leading.slice(0, values.length * shape.stride);
  const stream = generator(0, 'pca', 'flat axes');
  values.forEach((value, i) => {
    if (value === 0) drawVector(stream, vectors, i, shape);
  });
  orthonormalise(vectors, values.length, shape.stride);
  return { values, vectors };
}
