import { cos, sin } from '../elementary.js';
import { sum } from './divergence.js';
import type { MapMemory } from './map-memory.js';

/** Least x and y, greatest x and y. */
export type Bounds = readonly [number, number, number, number];

/** A square of nodes that holds a map. */
interface Square {
  /** Along a side. */
  readonly nodes: number;
  readonly spacing: number;
  /** Coordinates of the first node. */
  readonly origin: readonly [number, number];
}

interface Field {
  readonly layout: number;
  readonly nodes: number;
  readonly spacing: number;
  readonly geometry: Float64Array;
  readonly normalisers: Float64Array;
}

// The unit is that of the map: at distance 1 a weight is a half.
const greatestSpacing = 1 / 3;
const leastNodes = 48;
// Beyond, nodes stand farther apart: such a map has flown apart, and memory would go with it.
const mostNodes = 3072;
// A point needs two nodes on either side. The kernel jumps where the period of the transforms ends, which a spline feels a few nodes
// around: less by 0.27 a node.
const marginNodes = 5;

/** Eight times numbers without a prime factor above 5: twice as many is a length that transforms well. */
const nodeChoices: readonly number[] = Array.from({ length: mostNodes / 8 }, (_, i) => i + 1).flatMap(
  (eighth) => (isSmooth(eighth) && 8 * eighth >= leastNodes ? [8 * eighth] : []),
);

function isSmooth(n: number): boolean {
  let left = n;
  for (const prime of [2, 3, 5]) while (left % prime === 0) left /= prime;
  return left === 1;
}

/**
 * The square for points within bounds. A small map has the least number of nodes, at a spacing by powers of two: the kernels'
 * transforms, which depend on number and spacing alone, then seldom change.
 */
export function squareFor([leastX, leastY, greatestX, greatestY]: Bounds): Square {
  const extent = Math.max(greatestX - leastX, greatestY - leastY);
  const nodesFor = (spacing: number) => extent / spacing + 2 * marginNodes + 1;
  let spacing = greatestSpacing;
  while (spacing > 1e-12 && nodesFor(spacing / 2) <= leastNodes) spacing /= 2;
  const nodes = nodeChoices.find((count) => count >= nodesFor(spacing)) ?? mostNodes;
  if (nodesFor(spacing) > nodes) spacing = extent / (nodes - 2 * marginNodes - 1);
  const half = ((nodes - 1) * spacing) / 2;
  return { nodes, spacing, origin: [(leastX + greatestX) / 2 - half, (leastY + greatestY) / 2 - half] };
}

/**
 * The repulsion of a map's points by interpolation, in memory beyond the map's. Its error against the sum over all pairs is a few
 * thousandths of a typical force (test/numerics/tsne/field.test.ts).
 * @see Linderman et al. 2019; kernels/embedding/field.ts says where we depart from it.
 */
export class FieldRepulsion {
  readonly #map: MapMemory;
  #field: Field | undefined;

  constructor(map: MapMemory) {
    this.#map = map;
  }

  /**
   * Computes the attraction and the field of the repulsion.
   * @returns The sum of all weights, and where the field lies, for `gather`.
   */
  compute(bounds: Bounds): { readonly normaliser: number; readonly field: number } {
    const { workspace, layout, nRows, nShards } = this.#map;
    const square = squareFor(bounds);
    const field = this.#fieldFor(square);
    field.geometry.set([...square.origin, 1 / square.spacing]);
    const { team } = workspace;
    team.run('attractAndOrder', nShards + 1, layout, field.layout);
    team.run('spread', square.nodes / spreadRows, layout, field.layout);
    team.run('fieldColumns', square.nodes / 8, field.layout);
    team.run('fieldRows', groupsOf(square.nodes), field.layout);
    team.run('fieldForces', square.nodes / 4, field.layout);
    // A point's weight with itself is 1 and is none of the sum's.
    return { normaliser: sum(field.normalisers) - nRows, field: field.layout };
  }

  #fieldFor({ nodes, spacing }: Square): Field {
    const same = this.#field?.nodes === nodes;
    if (same && this.#field?.spacing === spacing) return this.#field;
    const field = { ...(same && this.#field ? this.#field : this.#layOut(nodes)), spacing };
    const { team } = this.#map.workspace;
    const nColumns = nodes + 4;
    team.run('kernelColumns', nColumns / 4, field.layout, spacing, nColumns);
    team.run('kernelRows', groupsOf(nodes), field.layout, nColumns);
    team.run('kernelTransposed', groupsOf(nodes), field.layout);
    this.#field = field;
    return field;
  }

  #layOut(nodes: number): Field {
    const { workspace, nRows, end } = this.#map;
    const length = 2 * nodes;
    const places = workspace.layOut(fieldBytes(nRows, nodes, workspace.team.threads), end);
    places.uint32(0).set([nodes, length, groupsOf(nodes), ...places.addresses.slice(1)]);
    const splines = places.float32(9);
    const twiddles = places.float32(10);
    for (let j = 0; j < length; j++) {
      const angle = (-2 * Math.PI * j) / length;
      const cosine = cos(angle);
      twiddles.set([cosine, sin(angle)], 2 * j);
      // A cubic B-spline is 2/3 at its node and 1/6 at the next. Once for the one point of a pair, once for the other.
      const factor = 3 / (2 + cosine);
      if (j <= nodes) splines[j] = factor * factor;
    }
    return {
      layout: places.addresses[0]!,
      nodes,
      spacing: NaN,
      geometry: places.float64(1),
      normalisers: places.float64(12),
    };
  }
}

// The same number stands in kernels/embedding/field-layout.ts.
const spreadRows = 8;

const groupsOf = (nodes: number): number => nodes / 4 + 1;

/**
 * Sizes in bytes of: layout, geometry, order, strips, weights, columns, rows, forces, kernels, splines, twiddles, scratch,
 * normalisers.
 */
function fieldBytes(nRows: number, nodes: number, threads: number): number[] {
  const groups = groupsOf(nodes);
  return [
    4 * 15,
    8 * 3,
    4 * nRows,
    4 * (nodes + 1),
    4 * nodes * nodes,
    32 * groups * nodes,
    64 * groups * (nodes + 4),
    8 * nodes * nodes,
    48 * groups * (nodes + 1),
    4 * (nodes + 4),
    16 * nodes,
    192 * nodes * threads,
    8 * groups,
  ];
}
