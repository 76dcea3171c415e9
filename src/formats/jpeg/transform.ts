/** Position in a block, row-major, of each coefficient in the order of the file. */
export const zigzag = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
]);

/** Table K.1: how coarsely each coefficient of luminance is kept, row-major. */
const luminance = Uint8Array.from([
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]);

/** By how much the fast transform leaves each frequency too large: 1, then cos(k pi / 16) sqrt(2). */
const leftOver = [
  1, 1.387039845322148, 1.306562964876377, 1.175875602419359, 1, 0.785694958387102, 0.541196100146197,
  0.275899379282943,
] as const;

/** The table for the file, row-major, and what the transform's results are to be multiplied by. */
export function quantisers(quality: number): { table: Uint8Array; scales: Float64Array } {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const table = luminance.map((step) => Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))));
  const scales = Float64Array.from(
    table,
    (step, at) => 1 / (8 * step * leftOver[at >> 3]! * leftOver[at & 7]!),
  );
  return { table, scales };
}

/** The cosine transform of a block in place, each frequency `8 * leftOver[row] * leftOver[column]` times too large. */
export function forwardDct(block: Float64Array): void {
  for (let row = 0; row < 64; row += 8) transformEight(block, row, 1);
  for (let column = 0; column < 8; column += 1) transformEight(block, column, 8);
}

const root = 0.7071067811865476;

function transformEight(d: Float64Array, start: number, step: number): void {
  const at = (i: number): number => d[start + i * step]!;
  const [s07, s16, s25, s34] = [at(0) + at(7), at(1) + at(6), at(2) + at(5), at(3) + at(4)];
  const [d07, d16, d25, d34] = [at(0) - at(7), at(1) - at(6), at(2) - at(5), at(3) - at(4)];
  const [outer, inner] = [s07 + s34, s16 + s25];
  const turned = (s16 - s25 + (s07 - s34)) * root;
  const [low, middle, high] = [d34 + d25, d25 + d16, d16 + d07];
  const shared = (low - high) * 0.38268343236509;
  const [fromLow, fromHigh] = [0.541196100146197 * low + shared, 1.306562964876377 * high + shared];
  const [plus, minus] = [d07 + middle * root, d07 - middle * root];
  d[start] = outer + inner;
  d[start + 4 * step] = outer - inner;
  d[start + 2 * step] = s07 - s34 + turned;
  d[start + 6 * step] = s07 - s34 - turned;
  d[start + 5 * step] = minus + fromLow;
  d[start + 3 * step] = minus - fromLow;
  d[start + step] = plus + fromHigh;
  d[start + 7 * step] = plus - fromHigh;
}
