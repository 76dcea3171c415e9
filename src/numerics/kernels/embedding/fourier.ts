// Discrete Fourier transforms of four complex sequences at a time, one to a lane: float32, an element is four real parts and then four
// imaginary parts, 32 bytes. Stockham's algorithm with radices 4, 2, 3 and 5; see Van Loan 1992, Computational Frameworks for the FFT.

/**
 * Transforms `n` elements at `x` (sum over j of x_j e^(-2 pi i j k / n)); n has no prime factor above 5. Both arrays are overwritten.
 * For the inverse, swap real and imaginary parts before and after; neither divides by n.
 * @param y Room for as many.
 * @param twiddles float32 (n, 2): cosine and sine of -2 pi j / n.
 * @returns Where the result is: `x` or `y`.
 */
export function transform(n: i32, x: usize, y: usize, twiddles: usize): usize {
  let left = n;
  let stride: i32 = 1;
  while (left > 1) {
    const radix = (left & 3) === 0 ? 4 : (left & 1) === 0 ? 2 : left % 3 === 0 ? 3 : 5;
    const m = left / radix;
    if (radix === 4) quarter(m, stride, x, y, twiddles);
    else if (radix === 2) halve(m, stride, x, y, twiddles);
    else if (radix === 3) third(m, stride, x, y, twiddles);
    else fifth(m, stride, x, y, twiddles);
    left = m;
    stride *= radix;
    const swapped = x;
    x = y;
    y = swapped;
  }
  return x;
}

function storeTurned(to: usize, re: v128, im: v128, c: v128, s: v128): void {
  v128.store(to, f32x4.sub(f32x4.mul(re, c), f32x4.mul(im, s)));
  v128.store(to, f32x4.add(f32x4.mul(re, s), f32x4.mul(im, c)), 16);
}

function quarter(m: i32, stride: i32, x: usize, y: usize, twiddles: usize): void {
  const step: usize = 32 * <usize>stride;
  const apart: usize = step * <usize>m;
  for (let p: i32 = 0; p < m; ++p) {
    const w: usize = 8 * <usize>(p * stride);
    const c1 = v128.load32_splat(twiddles + w);
    const s1 = v128.load32_splat(twiddles + w, 4);
    const c2 = v128.load32_splat(twiddles + 2 * w);
    const s2 = v128.load32_splat(twiddles + 2 * w, 4);
    const c3 = v128.load32_splat(twiddles + 3 * w);
    const s3 = v128.load32_splat(twiddles + 3 * w, 4);
    const end = x + step;
    while (x < end) {
      const aRe = v128.load(x);
      const aIm = v128.load(x, 16);
      const bRe = v128.load(x + apart);
      const bIm = v128.load(x + apart, 16);
      const cRe = v128.load(x + 2 * apart);
      const cIm = v128.load(x + 2 * apart, 16);
      const dRe = v128.load(x + 3 * apart);
      const dIm = v128.load(x + 3 * apart, 16);
      const evenRe = f32x4.add(aRe, cRe);
      const evenIm = f32x4.add(aIm, cIm);
      const oddRe = f32x4.add(bRe, dRe);
      const oddIm = f32x4.add(bIm, dIm);
      const acRe = f32x4.sub(aRe, cRe);
      const acIm = f32x4.sub(aIm, cIm);
      const bdRe = f32x4.sub(bRe, dRe);
      const bdIm = f32x4.sub(bIm, dIm);
      v128.store(y, f32x4.add(evenRe, oddRe));
      v128.store(y, f32x4.add(evenIm, oddIm), 16);
      storeTurned(y + step, f32x4.add(acRe, bdIm), f32x4.sub(acIm, bdRe), c1, s1);
      storeTurned(y + 2 * step, f32x4.sub(evenRe, oddRe), f32x4.sub(evenIm, oddIm), c2, s2);
      storeTurned(y + 3 * step, f32x4.sub(acRe, bdIm), f32x4.add(acIm, bdRe), c3, s3);
      x += 32;
      y += 32;
    }
    y += 3 * step;
  }
}

function halve(m: i32, stride: i32, x: usize, y: usize, twiddles: usize): void {
  const step: usize = 32 * <usize>stride;
  const apart: usize = step * <usize>m;
  for (let p: i32 = 0; p < m; ++p) {
    const w: usize = 8 * <usize>(p * stride);
    const c = v128.load32_splat(twiddles + w);
    const s = v128.load32_splat(twiddles + w, 4);
    const end = x + step;
    while (x < end) {
      const aRe = v128.load(x);
      const aIm = v128.load(x, 16);
      const bRe = v128.load(x + apart);
      const bIm = v128.load(x + apart, 16);
      v128.store(y, f32x4.add(aRe, bRe));
      v128.store(y, f32x4.add(aIm, bIm), 16);
      storeTurned(y + step, f32x4.sub(aRe, bRe), f32x4.sub(aIm, bIm), c, s);
      x += 32;
      y += 32;
    }
    y += step;
  }
}

function third(m: i32, stride: i32, x: usize, y: usize, twiddles: usize): void {
  const step: usize = 32 * <usize>stride;
  const apart: usize = step * <usize>m;
  const half = f32x4.splat(0.5);
  const sin60 = f32x4.splat(0.8660254037844386);
  for (let p: i32 = 0; p < m; ++p) {
    const w: usize = 8 * <usize>(p * stride);
    const c1 = v128.load32_splat(twiddles + w);
    const s1 = v128.load32_splat(twiddles + w, 4);
    const c2 = v128.load32_splat(twiddles + 2 * w);
    const s2 = v128.load32_splat(twiddles + 2 * w, 4);
    const end = x + step;
    while (x < end) {
      const aRe = v128.load(x);
      const aIm = v128.load(x, 16);
      const bRe = v128.load(x + apart);
      const bIm = v128.load(x + apart, 16);
      const cRe = v128.load(x + 2 * apart);
      const cIm = v128.load(x + 2 * apart, 16);
      const sumRe = f32x4.add(bRe, cRe);
      const sumIm = f32x4.add(bIm, cIm);
      const midRe = f32x4.sub(aRe, f32x4.mul(half, sumRe));
      const midIm = f32x4.sub(aIm, f32x4.mul(half, sumIm));
      const apartRe = f32x4.mul(sin60, f32x4.sub(bRe, cRe));
      const apartIm = f32x4.mul(sin60, f32x4.sub(bIm, cIm));
      v128.store(y, f32x4.add(aRe, sumRe));
      v128.store(y, f32x4.add(aIm, sumIm), 16);
      storeTurned(y + step, f32x4.add(midRe, apartIm), f32x4.sub(midIm, apartRe), c1, s1);
      storeTurned(y + 2 * step, f32x4.sub(midRe, apartIm), f32x4.add(midIm, apartRe), c2, s2);
      x += 32;
      y += 32;
    }
    y += 2 * step;
  }
}

function fifth(m: i32, stride: i32, x: usize, y: usize, twiddles: usize): void {
  const step: usize = 32 * <usize>stride;
  const apart: usize = step * <usize>m;
  const cos72 = f32x4.splat(0.30901699437494745);
  const cos144 = f32x4.splat(-0.8090169943749475);
  const sin72 = f32x4.splat(0.9510565162951535);
  const sin144 = f32x4.splat(0.5877852522924731);
  for (let p: i32 = 0; p < m; ++p) {
    const w: usize = 8 * <usize>(p * stride);
    for (let q: i32 = 0; q < stride; ++q) {
      const aRe = v128.load(x);
      const aIm = v128.load(x, 16);
      const bRe = v128.load(x + apart);
      const bIm = v128.load(x + apart, 16);
      const cRe = v128.load(x + 2 * apart);
      const cIm = v128.load(x + 2 * apart, 16);
      const dRe = v128.load(x + 3 * apart);
      const dIm = v128.load(x + 3 * apart, 16);
      const eRe = v128.load(x + 4 * apart);
      const eIm = v128.load(x + 4 * apart, 16);
      const beRe = f32x4.add(bRe, eRe);
      const beIm = f32x4.add(bIm, eIm);
      const cdRe = f32x4.add(cRe, dRe);
      const cdIm = f32x4.add(cIm, dIm);
      const bMinusERe = f32x4.sub(bRe, eRe);
      const bMinusEIm = f32x4.sub(bIm, eIm);
      const cMinusDRe = f32x4.sub(cRe, dRe);
      const cMinusDIm = f32x4.sub(cIm, dIm);
      v128.store(y, f32x4.add(aRe, f32x4.add(beRe, cdRe)));
      v128.store(y, f32x4.add(aIm, f32x4.add(beIm, cdIm)), 16);
      const nearRe = f32x4.add(aRe, f32x4.add(f32x4.mul(cos72, beRe), f32x4.mul(cos144, cdRe)));
      const nearIm = f32x4.add(aIm, f32x4.add(f32x4.mul(cos72, beIm), f32x4.mul(cos144, cdIm)));
      const farRe = f32x4.add(aRe, f32x4.add(f32x4.mul(cos144, beRe), f32x4.mul(cos72, cdRe)));
      const farIm = f32x4.add(aIm, f32x4.add(f32x4.mul(cos144, beIm), f32x4.mul(cos72, cdIm)));
      const nearTurnRe = f32x4.add(f32x4.mul(sin72, bMinusERe), f32x4.mul(sin144, cMinusDRe));
      const nearTurnIm = f32x4.add(f32x4.mul(sin72, bMinusEIm), f32x4.mul(sin144, cMinusDIm));
      const farTurnRe = f32x4.sub(f32x4.mul(sin144, bMinusERe), f32x4.mul(sin72, cMinusDRe));
      const farTurnIm = f32x4.sub(f32x4.mul(sin144, bMinusEIm), f32x4.mul(sin72, cMinusDIm));
      const at = twiddles;
      turn(y + step, f32x4.add(nearRe, nearTurnIm), f32x4.sub(nearIm, nearTurnRe), at + w);
      turn(y + 2 * step, f32x4.add(farRe, farTurnIm), f32x4.sub(farIm, farTurnRe), at + 2 * w);
      turn(y + 3 * step, f32x4.sub(farRe, farTurnIm), f32x4.add(farIm, farTurnRe), at + 3 * w);
      turn(y + 4 * step, f32x4.sub(nearRe, nearTurnIm), f32x4.add(nearIm, nearTurnRe), at + 4 * w);
      x += 32;
      y += 32;
    }
    y += 4 * step;
  }
}

function turn(to: usize, re: v128, im: v128, twiddle: usize): void {
  storeTurned(to, re, im, v128.load32_splat(twiddle), v128.load32_splat(twiddle, 4));
}
