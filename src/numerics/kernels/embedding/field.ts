// The repulsion by interpolation on a grid of nodes: the grid of weights is convolved with the kernel of the force by Fourier
// transforms, as in Linderman et al. 2019, "Fast interpolation-based t-SNE". Where that convolves several charges with several
// kernels, the two kernels of the force itself, w^2 (y_i - y_j) with w = 1 / (1 + |y_i - y_j|^2), act here on one charge, so that the
// grid is transformed once forth and once back, and the sum of all w comes from its spectrum by Parseval's theorem. And where that
// interpolates by polynomials within an interval, this does it by cubic splines, which are smooth across the nodes: their
// coefficients come from the kernels' spectra (Essmann et al. 1995, "A smooth particle mesh Ewald method").
import { FieldLayout } from './field-layout';
import { transform } from './fourier';

function lowPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
}

function highPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
}

function lowHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

function highHalves(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}

/** Four vectors as the columns of a matrix go to memory as its rows, `apart` bytes from each other. */
function storeTransposed(to: usize, apart: usize, a: v128, b: v128, c: v128, d: v128): void {
  const abLow = lowPairs(a, b);
  const cdLow = lowPairs(c, d);
  const abHigh = highPairs(a, b);
  const cdHigh = highPairs(c, d);
  v128.store(to, lowHalves(abLow, cdLow));
  v128.store(to + apart, highHalves(abLow, cdLow));
  v128.store(to + 2 * apart, lowHalves(abHigh, cdHigh));
  v128.store(to + 3 * apart, highHalves(abHigh, cdHigh));
}

function scratchOf(layout: FieldLayout, slot: i32): usize {
  return layout.scratch + 96 * <usize>slot * <usize>layout.length;
}

/** Transforms eight columns of weights along the first coordinate: two real columns as one complex one. */
export function fieldColumns(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<FieldLayout>(at);
  const n = layout.length;
  const nodes = layout.nodes;
  const x = scratchOf(layout, slot);
  const from = layout.weights + 32 * <usize>shard;
  for (let i: i32 = 0; i < nodes; ++i) {
    const row = from + 4 * <usize>i * <usize>nodes;
    v128.store(x + 32 * <usize>i, v128.load(row));
    v128.store(x + 32 * <usize>i, v128.load(row, 16), 16);
  }
  memory.fill(x + 32 * <usize>nodes, 0, 32 * <usize>nodes);
  const done = transform(n, x, x + 32 * <usize>n, layout.twiddles);
  for (let group: i32 = 0; group < layout.groups; ++group) {
    const to = layout.columns + 32 * (<usize>group * <usize>nodes + 8 * <usize>shard);
    separate(n, done, 4 * group, to);
  }
}

function partner(n: i32, done: usize, k: i32): usize {
  return done + 32 * <usize>(k === 0 ? 0 : n - k);
}

/** The transforms of both real columns at wave numbers k to k + 3, lanes turned from columns to wave numbers. */
function separate(n: i32, done: usize, k: i32, to: usize): void {
  const c0 = done + 32 * <usize>k;
  const c1 = c0 + 32;
  const c2 = c0 + 64;
  const c3 = c0 + 96;
  const d0 = partner(n, done, k);
  const d1 = partner(n, done, k + 1);
  const d2 = partner(n, done, k + 2);
  const d3 = partner(n, done, k + 3);
  storeTransposed(to, 32, halfSum(c0, d0), halfSum(c1, d1), halfSum(c2, d2), halfSum(c3, d3));
  storeTransposed(
    to + 16,
    32,
    halfDifference(c0 + 16, d0 + 16),
    halfDifference(c1 + 16, d1 + 16),
    halfDifference(c2 + 16, d2 + 16),
    halfDifference(c3 + 16, d3 + 16),
  );
  storeTransposed(
    to + 128,
    32,
    halfSum(c0 + 16, d0 + 16),
    halfSum(c1 + 16, d1 + 16),
    halfSum(c2 + 16, d2 + 16),
    halfSum(c3 + 16, d3 + 16),
  );
  storeTransposed(
    to + 144,
    32,
    halfDifference(d0, c0),
    halfDifference(d1, c1),
    halfDifference(d2, c2),
    halfDifference(d3, c3),
  );
}

function halfSum(a: usize, b: usize): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.add(v128.load(a), v128.load(b)));
}

function halfDifference(a: usize, b: usize): v128 {
  return f32x4.mul(f32x4.splat(0.5), f32x4.sub(v128.load(a), v128.load(b)));
}

/**
 * For four wave numbers k1 of the first coordinate: transforms W along the second coordinate, multiplies by the kernels' transforms
 * ip and iq, and goes back: P from W ip, Q from W q, both with real and imaginary parts swapped. Then the transform along the second
 * coordinate of the two forces as one complex number is P - Q at k1, and, all inputs being real, the conjugate of P + Q at -k1.
 */
export function fieldRows(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<FieldLayout>(at);
  const n = layout.length;
  const nodes = <usize>layout.nodes;
  const x = scratchOf(layout, slot);
  const y = x + 32 * <usize>n;
  const z = y + 32 * <usize>n;
  memory.copy(x, layout.columns + 32 * <usize>shard * nodes, 32 * nodes);
  memory.fill(x + 32 * nodes, 0, 32 * nodes);
  const w = transform(n, x, y, layout.twiddles);
  const free = w === x ? y : x;
  store<f64>(layout.normalisers + 8 * <usize>shard, sumOfWeights(layout, shard, w));
  const to = layout.rows + 64 * <usize>shard * nodes;
  multiplyByP(layout, shard, w, free);
  keep(transform(n, free, z, layout.twiddles), to, nodes);
  multiplyByQ(layout, shard, w, free);
  keep(transform(n, free, z, layout.twiddles), to + 32, nodes);
}

function keep(from: usize, to: usize, nodes: usize): void {
  const end = from + 32 * nodes;
  while (from < end) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += 32;
    to += 64;
  }
}

function kernelsOf(layout: FieldLayout, group: i32): usize {
  return layout.kernels + 48 * <usize>group * <usize>(layout.nodes + 1);
}

/** Sum over the wave numbers of |W|^2 E, those of the other half of the first coordinate's counted with their conjugates. */
function sumOfWeights(layout: FieldLayout, group: i32, w: usize): f64 {
  const nodes = layout.nodes;
  let kernel = kernelsOf(layout, group);
  let low = f64x2.splat(0);
  let high = low;
  for (let k: i32 = 0; k <= nodes; ++k) {
    const here = w + 32 * <usize>k;
    let power = squares(here);
    if (k > 0 && k < nodes) power = f32x4.add(power, squares(w + 32 * <usize>(layout.length - k)));
    const term = f32x4.mul(power, v128.load(kernel));
    low = f64x2.add(low, f64x2.promote_low_f32x4(term));
    high = f64x2.add(high, f64x2.promote_low_f32x4(highHalves(term, term)));
    kernel += 48;
  }
  const first = f64x2.extract_lane(low, 0);
  // Wave number 0 and, in the last group, nodes are their own conjugates; what is beyond is there twice.
  if (group === layout.groups - 1) return first;
  return (
    (group === 0 ? first : 2 * first) +
    2 * f64x2.extract_lane(low, 1) +
    2 * (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  );
}

function squares(at: usize): v128 {
  const re = v128.load(at);
  const im = v128.load(at, 16);
  return f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im));
}

/** W ip with its parts swapped; p is even in the second wave number. */
function multiplyByP(layout: FieldLayout, group: i32, w: usize, out: usize): void {
  let kernel = kernelsOf(layout, group) + 16;
  for (let k: i32 = 0; k <= layout.nodes; ++k) {
    const p = v128.load(kernel);
    timesP(w + 32 * <usize>k, out + 32 * <usize>k, p);
    const other: usize = 32 * <usize>(layout.length - k);
    if (k > 0 && k < layout.nodes) timesP(w + other, out + other, p);
    kernel += 48;
  }
}

function timesP(w: usize, out: usize, p: v128): void {
  const re = v128.load(w);
  const im = v128.load(w, 16);
  v128.store(out, f32x4.mul(re, p));
  v128.store(out, f32x4.neg(f32x4.mul(im, p)), 16);
}

/** W q with its parts swapped; q is odd in the second wave number. */
function multiplyByQ(layout: FieldLayout, group: i32, w: usize, out: usize): void {
  let kernel = kernelsOf(layout, group) + 32;
  for (let k: i32 = 0; k <= layout.nodes; ++k) {
    const q = v128.load(kernel);
    timesQ(w + 32 * <usize>k, out + 32 * <usize>k, q);
    const other: usize = 32 * <usize>(layout.length - k);
    if (k > 0 && k < layout.nodes) timesQ(w + other, out + other, f32x4.neg(q));
    kernel += 48;
  }
}

function timesQ(w: usize, out: usize, q: v128): void {
  const re = v128.load(w);
  const im = v128.load(w, 16);
  v128.store(out, f32x4.mul(im, q));
  v128.store(out, f32x4.mul(re, q), 16);
}

/** The forces at four columns of nodes: back along the first coordinate. */
export function fieldForces(at: usize, shard: i32, slot: i32): void {
  const layout = changetype<FieldLayout>(at);
  const n = layout.length;
  const nodes = layout.nodes;
  const x = scratchOf(layout, slot);
  for (let group: i32 = 0; group < layout.groups; ++group) {
    const from = layout.rows + 64 * (<usize>group * <usize>nodes + 4 * <usize>shard);
    for (let part: usize = 0; part < 32; part += 16) {
      assemble(from + part, x + part, n, 4 * group, nodes, part === 0);
    }
  }
  const done = transform(n, x, x + 32 * <usize>n, layout.twiddles);
  let to = layout.forces + 32 * <usize>shard;
  for (let i: i32 = 0; i < nodes; ++i) {
    const y = v128.load(done + 32 * <usize>i);
    const x = v128.load(done + 32 * <usize>i, 16);
    v128.store(to, lowPairs(x, y));
    v128.store(to, highPairs(x, y), 16);
    to += 8 * <usize>nodes;
  }
}

/** One part, real or imaginary, of four columns at wave numbers k to k + 3 and at their opposites. */
function assemble(from: usize, x: usize, n: i32, k: i32, nodes: i32, isImaginary: bool): void {
  const p0 = v128.load(from);
  const p1 = v128.load(from, 64);
  const p2 = v128.load(from, 128);
  const p3 = v128.load(from, 192);
  const q0 = v128.load(from, 32);
  const q1 = v128.load(from, 96);
  const q2 = v128.load(from, 160);
  const q3 = v128.load(from, 224);
  const here = x + 32 * <usize>k;
  if (k === nodes) {
    // Of the last group only the first wave number is not there already.
    const a = lowPairs(f32x4.sub(p0, q0), f32x4.sub(p1, q1));
    const b = lowPairs(f32x4.sub(p2, q2), f32x4.sub(p3, q3));
    v128.store(here, lowHalves(a, b));
    return;
  }
  storeTransposed(here, 32, f32x4.sub(p0, q0), f32x4.sub(p1, q1), f32x4.sub(p2, q2), f32x4.sub(p3, q3));
  const s0 = isImaginary ? f32x4.neg(f32x4.add(p0, q0)) : f32x4.add(p0, q0);
  const s1 = isImaginary ? f32x4.neg(f32x4.add(p1, q1)) : f32x4.add(p1, q1);
  const s2 = isImaginary ? f32x4.neg(f32x4.add(p2, q2)) : f32x4.add(p2, q2);
  const s3 = isImaginary ? f32x4.neg(f32x4.add(p3, q3)) : f32x4.add(p3, q3);
  const opposite = x + 32 * <usize>(n - k);
  const abLow = lowPairs(s0, s1);
  const cdLow = lowPairs(s2, s3);
  const abHigh = highPairs(s0, s1);
  const cdHigh = highPairs(s2, s3);
  if (k > 0) v128.store(opposite, lowHalves(abLow, cdLow));
  v128.store(opposite - 32, highHalves(abLow, cdLow));
  v128.store(opposite - 64, lowHalves(abHigh, cdHigh));
  v128.store(opposite - 96, highHalves(abHigh, cdHigh));
}

/**
 * Kernels at four second coordinates, transformed along the first: w is even, w^2 d odd, so that of w + i w^2 d the transform is
 * real, e - o, where e is w's transform and io that of w^2 d. Goes to `rows` as (groups, columns, e | o, 4).
 * @param spacing Distance of neighbouring nodes.
 */
export function kernelColumns(at: usize, shard: i32, slot: i32, spacing: f64, nColumns: i32): void {
  const layout = changetype<FieldLayout>(at);
  const n = layout.length;
  const half = layout.nodes;
  const x = scratchOf(layout, slot);
  const one = f32x4.splat(1);
  const column = <f64>(4 * shard);
  let across = f32x4.splat(<f32>(column * spacing));
  across = f32x4.replace_lane(across, 1, <f32>((column + 1) * spacing));
  across = f32x4.replace_lane(across, 2, <f32>((column + 2) * spacing));
  across = f32x4.replace_lane(across, 3, <f32>((column + 3) * spacing));
  const acrossSquare = f32x4.mul(across, across);
  for (let i: i32 = 0; i < n; ++i) {
    const d = f32x4.splat(<f32>(<f64>(i <= half ? i : i - n) * spacing));
    const w = f32x4.div(one, f32x4.add(one, f32x4.add(f32x4.mul(d, d), acrossSquare)));
    const force = i === half ? f32x4.splat(0) : f32x4.mul(d, f32x4.mul(w, w));
    v128.store(x + 32 * <usize>i, w);
    v128.store(x + 32 * <usize>i, force, 16);
  }
  const done = transform(n, x, x + 32 * <usize>n, layout.twiddles);
  for (let group: i32 = 0; group < layout.groups; ++group) {
    const to = layout.rows + 32 * (<usize>group * <usize>nColumns + 4 * <usize>shard);
    const k = 4 * group;
    const c = done + 32 * <usize>k;
    const d0 = partner(n, done, k);
    const d1 = partner(n, done, k + 1);
    const d2 = partner(n, done, k + 2);
    const d3 = partner(n, done, k + 3);
    storeTransposed(to, 32, halfSum(c, d0), halfSum(c + 32, d1), halfSum(c + 64, d2), halfSum(c + 96, d3));
    storeTransposed(
      to + 16,
      32,
      halfDifference(d0, c),
      halfDifference(d1, c + 32),
      halfDifference(d2, c + 64),
      halfDifference(d3, c + 96),
    );
  }
}

/** The second half of the kernels' transforms, E of w and p, with ip of w^2 d1; both over length^2, for the way back, and made spline coefficients. */
export function kernelRows(at: usize, shard: i32, slot: i32, nColumns: i32): void {
  const layout = changetype<FieldLayout>(at);
  const n = layout.length;
  const x = scratchOf(layout, slot);
  const from = layout.rows + 32 * <usize>shard * <usize>nColumns;
  for (let i: i32 = 0; i <= layout.nodes; ++i) {
    const e = v128.load(from + 32 * <usize>i);
    const o = v128.load(from + 32 * <usize>i, 16);
    v128.store(x + 32 * <usize>i, e);
    v128.store(x + 32 * <usize>i, o, 16);
    if (i === 0) continue;
    v128.store(x + 32 * <usize>(n - i), e);
    v128.store(x + 32 * <usize>(n - i), o, 16);
  }
  const done = transform(n, x, x + 32 * <usize>n, layout.twiddles);
  const scale = f32x4.mul(
    f32x4.splat(<f32>(1 / (<f64>n * <f64>n))),
    v128.load(layout.splines + 16 * <usize>shard),
  );
  let to = kernelsOf(layout, shard);
  for (let k: i32 = 0; k <= layout.nodes; ++k) {
    const factor = f32x4.mul(scale, v128.load32_splat(layout.splines + 4 * <usize>k));
    v128.store(to, f32x4.mul(factor, v128.load(done + 32 * <usize>k)));
    v128.store(to, f32x4.mul(factor, v128.load(done + 32 * <usize>k, 16)), 16);
    to += 48;
  }
}

/** q, with iq the transform of w^2 d2: p with its wave numbers exchanged. */
export function kernelTransposed(at: usize, shard: i32, _slot: i32): void {
  const layout = changetype<FieldLayout>(at);
  for (let k: i32 = 0; k <= layout.nodes; ++k) {
    const to = kernelsOf(layout, shard) + 48 * <usize>k + 32;
    const from = kernelsOf(layout, k >> 2) + 16 + 4 * <usize>(k & 3);
    for (let lane: i32 = 0; lane < 4; ++lane) {
      const other = 4 * shard + lane;
      const q: f32 = other <= layout.nodes ? load<f32>(from + 48 * <usize>other) : 0;
      store<f32>(to + 4 * <usize>lane, q);
    }
  }
}
