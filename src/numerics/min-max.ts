export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** Smallest and largest of the finite values; both NaN when there is none. */
export function finiteExtent(values: ArrayLike<number>): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) continue; // NaN and infinities
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min, max } : { min: NaN, max: NaN };
}

/**
 * Maps values linearly so that the smallest becomes exactly 0 and the largest exactly 1, in float64, and rounds to float32.
 * @param values Finite, not all equal.
 * @param extent Theirs, where it is known.
 * @returns (value - min) / (max - min), a new array.
 * @throws RangeError when all are equal or one is not finite, where the map is not defined.
 */
export function normaliseMinMax(
  values: Float64Array,
  { min, max }: Extent = finiteExtent(values),
): Float32Array {
  const range = max - min;
  if (!(range > 0) || range === Infinity) {
    throw new RangeError(`normaliseMinMax: values from ${min} to ${max}`);
  }
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = (values[i]! - min) / range;
  return result;
}
