import { divergenceGiven, sum } from './divergence.js';
import { FieldRepulsion, type Bounds } from './field.js';
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

/**
 * How a descent ended.
 * `startDivergence`: of the points where they began, in nats. `extent`: the longer side of the square that holds them; not finite when
 * a point is not.
 */
export type DescentOutcome =
  | { readonly state: 'done'; readonly startDivergence: number }
  | { readonly state: 'cancelled' }
  | { readonly state: 'diverged'; readonly iteration: number; readonly extent: number };

/** Maps of a hundred thousand points are some hundreds wide; nodes of the field's grid would stand 1 apart at 3,000. */
const greatestExtent: Readonly<Record<GradientMethod, number>> = { exact: 1e4, interpolated: 3000 };

const exaggeratedIterations = 250;
const progressInterval = 10;
const divergenceInterval = 50;
const earlyMomentum = 0.5;
const lateMomentum = 0.8;

/**
 * Moves the points of a map down the gradient: exaggerated affinities and momentum .5 for 250 iterations, then as they are
 * and momentum .8, with a gain for each coordinate that grows while its steps agree.
 *
 * Gains and velocities start afresh after the exaggeration, as in scikit-learn. The map is centred now and then, which
 * changes no distance and keeps float32 at its best, and in the end.
 * It ends as diverged as soon as a point is not finite, or the map wider than any that is of use.
 * @see van der Maaten and Hinton 2008, section 3.4; Jacobs 1988 for the gains; Belkina et al. 2019 for the learning rate.
 */
export async function descend(memory: MapMemory, options: DescentOptions): Promise<DescentOutcome> {
  const gradient = gradientOf(memory, options.gradient);
  let startDivergence = NaN;
  shift(memory, 0, 0);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const isEarly = iteration < exaggeratedIterations;
    if (iteration === 0 || iteration === exaggeratedIterations) {
      memory.velocities.fill(0);
      memory.gains.fill(1);
    }
    await new Promise(setImmediate);
    if (options.signal?.aborted === true) return { state: 'cancelled' };
    const normaliser = gradient.compute();
    if (iteration === 0) startDivergence = divergenceGiven(memory, normaliser);
    if (iteration % progressInterval === 0 && iteration > 0) {
      const isDue = iteration % divergenceInterval === 0;
      options.onProgress?.(iteration, isDue ? divergenceGiven(memory, normaliser) : undefined);
    }
    const momentum = isEarly ? earlyMomentum : lateMomentum;
    const exaggeration = isEarly ? options.exaggeration : 1;
    gradient.move([momentum, exaggeration, 1 / normaliser, options.learningRate]);
    const extent = widthOf(memory);
    if (!(extent <= greatestExtent[options.gradient]))
      return { state: 'diverged', iteration: iteration + 1, extent };
    // Gains differ, so that the centre drifts, by little.
    if ((iteration + 1) % progressInterval === 0) centre(memory);
  }
  centre(memory);
  return { state: 'done', startDivergence };
}

/** Momentum, exaggeration, one over the sum of all weights, learning rate. */
type Step = readonly [number, number, number, number];

interface Gradient {
  /** Computes what pulls and pushes the points. @returns The sum of all weights. */
  compute(): number;
  /** Leaves the repulsion of each point in memory. */
  repulsion(): void;
  move(step: Step): void;
}

function gradientOf(memory: MapMemory, method: GradientMethod): Gradient {
  const { layout, nShards, workspace } = memory;
  const { team } = workspace;
  if (method === 'interpolated') {
    const repulsion = new FieldRepulsion(memory);
    let at = 0;
    return {
      compute() {
        const { normaliser, field } = repulsion.compute(extentOf(memory).bounds);
        at = field;
        return normaliser;
      },
      repulsion: () => team.run('gather', nShards, layout, at),
      move: (step) => team.run('gatherAndMove', nShards, layout, at, ...step),
    };
  }
  return {
    compute() {
      team.run('attractAndRepel', nShards, layout);
      return sum(memory.normalisers);
    },
    repulsion: () => undefined,
    move: (step) => team.run('move', nShards, layout, ...step),
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
  shift(memory, 0, 0);
  const forces = gradientOf(memory, gradient);
  const normaliser = forces.compute();
  forces.repulsion();
  return memory.attraction.map((value, i) => value - memory.repulsion[i]! / normaliser);
}

function shift({ workspace, nShards, layout }: MapMemory, x: number, y: number): void {
  workspace.team.run('shift', nShards, layout, x, y);
}

/** Takes the mean from the points. */
function centre(memory: MapMemory): void {
  const { sums } = extentOf(memory);
  shift(memory, sums[0] / memory.nRows, sums[1] / memory.nRows);
}

/** The longer side of the points' bounds; not finite when a point is not. */
function widthOf(memory: MapMemory): number {
  const { sums, bounds } = extentOf(memory);
  if (!sums.every(Number.isFinite)) return NaN;
  return Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
}

/** Sums of both coordinates, shards in their order, and bounds of the points. */
function extentOf({ nShards, extents }: MapMemory): {
  readonly sums: readonly [number, number];
  readonly bounds: Bounds;
} {
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
  return { sums: [x, y], bounds: [leastX, leastY, greatestX, greatestY] };
}
