/** A bijection of 32-bit words in which each input bit changes each output bit with probability near 1/2. */
// @ts-ignore: decorator
@inline
function mix(word: u32): u32 {
  let x = word;
  x = (x ^ (x >>> 16)) * 0x21f0aaad;
  x = (x ^ (x >>> 15)) * 0x735a2d97;
  return x ^ (x >>> 15);
}

/**
 * y = x / (1 - rate) where value i of the image is kept, else 0. Whether it is kept is a function of (key, i) alone, so that the
 * gradient (the same function of dy) needs no memory of it. `threshold` is rate * 2^32.
 */
export function dropout_apply(
  x: usize, xPitch: usize, y: usize, yPitch: usize, rows: i32, length: i32, key: u32, threshold: u32, scale: f32,
): void {
  let index: u32 = 0;
  for (let row = 0; row < rows; row++) {
    let p = x + <usize>row * xPitch, q = y + <usize>row * yPitch;
    for (let i = 0; i < length; i++) {
      const isKept = mix(mix(index) ^ key) >= threshold;
      store<f32>(q, isKept ? load<f32>(p) * scale : 0);
      index++;
      p += 4;
      q += 4;
    }
  }
}
