import { divergenceGiven, sum } from './divergence.js';
import { usePoints, type MapMemory } from './map-memory.js';

export interface DescentOptions {
  readonly iterations: number;
  readonly exaggeration: number;
  /** For the gradient without its factor 4. */
  readonly learningRate: number;
  readonly signal?: AbortSignal;
  onProgress?(done: number, divergence: number | undefined): void;
}

const exaggeratedIterations = 250;
const progressInterval = 10;
const divergenceInterval = 50;
const earlyMomentum = 0.5;
const lateMomentum = 0.8;
const leastGain = 0.01;

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
  const velocities = new Float64Array(2 * memory.nRows);
  const gains = new Float64Array(2 * memory.nRows).fill(1);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const isEarly = iteration < exaggeratedIterations;
    if (iteration === exaggeratedIterations) {
      velocities.fill(0);
      gains.fill(1);
    }
    // Of 40,000 rows one iteration takes a second.
    await new Promise(setImmediate);
    if (options.signal?.aborted === true) return false;
    const normaliser = forces(memory);
    if (iteration % progressInterval === 0 && iteration > 0) {
      const isDue = iteration % divergenceInterval === 0;
      options.onProgress?.(iteration, isDue ? divergenceGiven(memory, normaliser) : undefined);
    }
    const momentum = isEarly ? earlyMomentum : lateMomentum;
    const exaggeration = isEarly ? options.exaggeration : 1;
    move(memory, { velocities, gains }, { momentum, exaggeration, normaliser, rate: options.learningRate });
    centre(memory);
  }
  return true;
}

/** Computes attraction and repulsion of the points; returns the sum of all weights. */
function forces(memory: MapMemory): number {
  usePoints(memory);
  for (let shard = 0; shard < memory.nShards; shard++) memory.kernels.attract(memory.layout, shard);
  for (let shard = 0; shard < memory.nShards; shard++) memory.kernels.repel(memory.layout, shard);
  return sum(memory.normalisers);
}

/**
 * A quarter of the divergence's gradient at some points: attraction less repulsion over the sum of weights.
 * @param memory With the affinities.
 * @param points (nRows, 2).
 * @see van der Maaten and Hinton 2008, equation 5 and appendix A.
 */
export function quarterGradient(memory: MapMemory, points: ArrayLike<number>): Float64Array {
  memory.points.set(points);
  const normaliser = forces(memory);
  return memory.attraction.map((value, i) => value - memory.repulsion[i]! / normaliser);
}

interface Motion {
  readonly velocities: Float64Array;
  readonly gains: Float64Array;
}

interface Step {
  readonly momentum: number;
  readonly exaggeration: number;
  readonly normaliser: number;
  readonly rate: number;
}

function move(memory: MapMemory, { velocities, gains }: Motion, step: Step): void {
  const { points, attraction, repulsion } = memory;
  for (let i = 0; i < points.length; i++) {
    const slope = step.exaggeration * attraction[i]! - repulsion[i]! / step.normaliser;
    const gain = velocities[i]! * slope < 0 ? gains[i]! + 0.2 : Math.max(leastGain, gains[i]! * 0.8);
    gains[i] = gain;
    velocities[i] = step.momentum * velocities[i]! - step.rate * gain * slope;
    points[i]! += velocities[i]!;
  }
}

function centre({ points, nRows }: MapMemory): void {
  let [x, y] = [0, 0];
  for (let i = 0; i < nRows; i++) {
    x += points[2 * i]!;
    y += points[2 * i + 1]!;
  }
  for (let i = 0; i < nRows; i++) {
    points[2 * i]! -= x / nRows;
    points[2 * i + 1]! -= y / nRows;
  }
}
