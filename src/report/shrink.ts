/** A grey image, row-major. */
export interface Picture {
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Means over the pixels that each pixel of the smaller image covers. */
export function shrink(
  pixels: Float32Array,
  from: { width: number; height: number },
  size: number,
): Float32Array {
  const smaller = new Float32Array(size * size);
  for (let y = 0; y < size; y += 1) {
    const top = Math.floor((y * from.height) / size);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * from.height) / size));
    for (let x = 0; x < size; x += 1) {
      const left = Math.floor((x * from.width) / size);
      const right = Math.max(left + 1, Math.floor(((x + 1) * from.width) / size));
      let sum = 0;
      for (let row = top; row < bottom; row += 1) {
        for (let column = left; column < right; column += 1) sum += pixels[row * from.width + column] ?? 0;
      }
      smaller[y * size + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return smaller;
}
