import { divergenceGiven, sum } from './divergence.js';
import { FieldRepulsion } from './field.js';
import type { MapMemory } from './map-memory.js';

/** How the repulsion is computed: over all pairs, or by interpolation on a grid. */
export type GradientMethod = 'exact' | 'interpolated';

export interface DescentOptions {
  readonly iterations: number;
  readonly exaggeration: number;
  /** For the gradient without its factor 4. */
  readonly learningRate: number;
  readonly gradient: GradientMethod;
  readonly signal?: AbortSignal;
  onProgress?(done: number, divergence: number | undefined): void;
}

const exaggeratedIterations = 250;
const progressInterval = 10;
const divergenceInterval = 50;
const earlyMomentum = 0.5;
const lateMomentum = 0.8;

/**
 * Moves the points of a map down the gradient: exaggerated affinities and momentum .5 for 250 iterations, then as they are
 * and momentum .8, with a gain for each coordinate that grows while its steps agree.
 *
 * Gains and velocities start afresh after the exaggeration, as in scikit-learn. The map is kept centred, which changes no
 * distance and keeps float32 at its best.
 * @returns False when the signal aborted.
 * @see van der Maaten and Hinton 2008, section 3.4; Jacobs 1988 for the gains; Belkina et al. 2019 for the learning rate.
 */
export async function descend(memory: MapMemory, options: DescentOptions): Promise<boolean> {
  const { team } = memory.workspace;
  const forces = forcesBy(memory, options.gradient);
  team.run('shift', memory.nShards, memory.layout, 0, 0);
  let bounds = boundsOf(memory.points);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const isEarly = iteration < exaggeratedIterations;
    if (iteration === 0 || iteration === exaggeratedIterations) {
      memory.velocities.fill(0);
      memory.gains.fill(1);
    }
    await new Promise(setImmediate);
    if (options.signal?.aborted === true) return false;
    const normaliser = forces(bounds);
    if (iteration % progressInterval === 0 && iteration > 0) {
      const isDue = iteration % divergenceInterval === 0;
      options.onProgress?.(iteration, isDue ? divergenceGiven(memory, normaliser) : undefined);
    }
    const momentum = isEarly ? earlyMomentum : lateMomentum;
    const exaggeration = isEarly ? options.exaggeration : 1;
    const step = [momentum, exaggeration, 1 / normaliser, options.learningRate] as const;
    team.run('move', memory.nShards, memory.layout, ...step);
    bounds = centre(memory);
  }
  return true;
}

type Bounds = readonly [number, number, number, number];
type Forces = (bounds: Bounds) => number;

/** What computes attraction and repulsion of the points, and returns the sum of all weights. */
function forcesBy(memory: MapMemory, gradient: GradientMethod): Forces {
  if (gradient === 'interpolated') {
    const field = new FieldRepulsion(memory);
    return (bounds) => field.forces(bounds);
  }
  const { team } = memory.workspace;
  return () => {
    team.run('attract', memory.nShards, memory.layout);
    team.run('repel', memory.nShards, memory.layout);
    return sum(memory.normalisers);
  };
}

/**
 * A quarter of the divergence's gradient at some points: attraction less repulsion over the sum of weights.
 * @param memory With the affinities.
 * @param points (nRows, 2).
 * @see van der Maaten and Hinton 2008, equation 5 and appendix A.
 */
export function quarterGradient(
  memory: MapMemory,
  points: ArrayLike<number>,
  gradient: GradientMethod = 'exact',
): Float64Array {
  memory.points.set(points);
  memory.workspace.team.run('shift', memory.nShards, memory.layout, 0, 0);
  const normaliser = forcesBy(memory, gradient)(boundsOf(memory.points));
  return memory.attraction.map((value, i) => value - memory.repulsion[i]! / normaliser);
}

function boundsOf(points: Float64Array): Bounds {
  let [leastX, leastY, greatestX, greatestY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    leastX = Math.min(leastX, points[i]!);
    leastY = Math.min(leastY, points[i + 1]!);
    greatestX = Math.max(greatestX, points[i]!);
    greatestY = Math.max(greatestY, points[i + 1]!);
  }
  return [leastX, leastY, greatestX, greatestY];
}

/** Takes the mean from the points; shards in their order. @returns Bounds of the points. */
function centre({ workspace, layout, nRows, nShards, extents }: MapMemory): Bounds {
  let [x, y] = [0, 0];
  let [leastX, leastY, greatestX, greatestY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < 6 * nShards; i += 6) {
    x += extents[i]!;
    y += extents[i + 1]!;
    leastX = Math.min(leastX, extents[i + 2]!);
    leastY = Math.min(leastY, extents[i + 3]!);
    greatestX = Math.max(greatestX, extents[i + 4]!);
    greatestY = Math.max(greatestY, extents[i + 5]!);
  }
  x /= nRows;
  y /= nRows;
  workspace.team.run('shift', nShards, layout, x, y);
  return [leastX - x, leastY - y, greatestX - x, greatestY - y];
}
