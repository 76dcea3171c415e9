import { cos, sin } from '../elementary.js';
import { sum } from './divergence.js';
import type { MapMemory } from './map-memory.js';

/** A square that holds a map, cut into intervals of the same width. */
interface Square {
  readonly intervals: number;
  readonly width: number;
  /** Least first and second coordinate. */
  readonly origin: readonly [number, number];
}

interface Field {
  readonly layout: number;
  readonly intervals: number;
  readonly width: number;
  readonly geometry: Float64Array;
  readonly normalisers: Float64Array;
}

// Intervals of width 1 and at least about 50 of them are what Linderman et al. and openTSNE take.
const leastIntervals = 48;
const greatestWidth = 1;
// Beyond, intervals grow wider than 1: such a map has flown apart, and memory would go with it.
const mostIntervals = 1024;

/** Eight times numbers without a prime factor above 5: then 48 times as many is a length that transforms well. */
const intervalChoices: readonly number[] = Array.from({ length: mostIntervals / 8 }, (_, i) => i + 1).flatMap(
  (eighth) => (isSmooth(eighth) && 8 * eighth >= leastIntervals ? [8 * eighth] : []),
);

function isSmooth(n: number): boolean {
  let left = n;
  for (const prime of [2, 3, 5]) while (left % prime === 0) left /= prime;
  return left === 1;
}

/**
 * The square for points within bounds. A small map has 48 intervals whose width is a power of two, so that it spans more than 24 of
 * them: the kernels' transforms, which depend on width and number alone, then seldom change.
 */
export function squareFor([leastX, leastY, greatestX, greatestY]: readonly [
  number,
  number,
  number,
  number,
]): Square {
  const extent = Math.max(greatestX - leastX, greatestY - leastY);
  let width = greatestWidth;
  // A hundredth of an interval keeps the outermost points off the border whatever rounding does.
  while (width > 1e-12 && extent / (width / 2) + 0.02 <= leastIntervals) width /= 2;
  const needed = extent / width + 0.02;
  const intervals = intervalChoices.find((count) => count >= needed) ?? mostIntervals;
  if (needed > intervals) width = extent / (intervals - 0.02);
  const half = (intervals * width) / 2;
  return {
    intervals,
    width,
    origin: [(leastX + greatestX) / 2 - half, (leastY + greatestY) / 2 - half],
  };
}

/**
 * The repulsion of a map's points by interpolation, in memory beyond the map's. Its error against the sum over all pairs is that of
 * quadratic interpolation at nodes a third apart: about a hundredth of a typical force (test/numerics/tsne/field.test.ts).
 * @see Linderman et al. 2019; kernels/embedding/field.ts says where we depart from it.
 */
export class FieldRepulsion {
  readonly #map: MapMemory;
  #field: Field | undefined;

  constructor(map: MapMemory) {
    this.#map = map;
  }

  /**
   * Computes attraction and repulsion.
   * @param bounds Least and greatest coordinates of the points: x, y, x, y.
   * @returns The sum of all weights.
   */
  forces(bounds: readonly [number, number, number, number]): number {
    const { workspace, layout, nRows, nShards } = this.#map;
    const square = squareFor(bounds);
    const field = this.#fieldFor(square);
    field.geometry.set([...square.origin, 1 / square.width]);
    const { team } = workspace;
    const nodes = 3 * square.intervals;
    team.run('attractAndOrder', nShards + 1, layout, field.layout);
    team.run('spread', square.intervals, layout, field.layout);
    team.run('fieldColumns', nodes / 8, field.layout);
    team.run('fieldRows', groupsOf(square.intervals), field.layout);
    team.run('fieldForces', nodes / 4, field.layout);
    team.run('gather', nShards, layout, field.layout);
    // A point's weight with itself is 1 and is none of the sum's.
    return sum(field.normalisers) - nRows;
  }

  #fieldFor({ intervals, width }: Square): Field {
    const same = this.#field?.intervals === intervals;
    if (same && this.#field?.width === width) return this.#field;
    const field = { ...(same && this.#field ? this.#field : this.#layOut(intervals)), width };
    const { team } = this.#map.workspace;
    const nodes = 3 * intervals;
    const nColumns = nodes + 4;
    team.run('kernelColumns', nColumns / 4, field.layout, width / 3, nColumns);
    team.run('kernelRows', groupsOf(intervals), field.layout, nColumns);
    team.run('kernelTransposed', groupsOf(intervals), field.layout);
    this.#field = field;
    return field;
  }

  #layOut(intervals: number): Field {
    const { workspace, nRows, end } = this.#map;
    const nodes = 3 * intervals;
    const length = 2 * nodes;
    const groups = groupsOf(intervals);
    const places = workspace.layOut(fieldBytes(nRows, intervals, workspace.team.threads), end);
    places.uint32(0).set([intervals, nodes, length, groups, ...places.addresses.slice(1)]);
    const twiddles = places.float32(9);
    for (let j = 0; j < length; j++) {
      const angle = (-2 * Math.PI * j) / length;
      twiddles.set([cos(angle), sin(angle)], 2 * j);
    }
    return {
      layout: places.addresses[0]!,
      intervals,
      width: NaN,
      geometry: places.float64(1),
      normalisers: places.float64(11),
    };
  }
}

const groupsOf = (intervals: number): number => (6 * intervals) / 8 + 1;

/**
 * Sizes in bytes of: layout, geometry, order, strips, weights, columns, rows, forces, kernels, twiddles, scratch, normalisers.
 */
function fieldBytes(nRows: number, intervals: number, threads: number): number[] {
  const nodes = 3 * intervals;
  const groups = groupsOf(intervals);
  return [
    4 * 15,
    8 * 3,
    4 * nRows,
    4 * (intervals + 1),
    4 * nodes * nodes,
    32 * groups * nodes,
    64 * groups * nodes,
    8 * nodes * nodes + 16,
    48 * groups * (nodes + 1),
    16 * nodes,
    192 * nodes * threads,
    8 * groups,
  ];
}
