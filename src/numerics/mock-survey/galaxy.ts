import { exp } from '../elementary.js';
import { generator, type Generator } from '../generator.js';
import { boundedNormal, logNormal, poisson, uniformIn } from './draws.js';
import { added, planeOf, randomDirection, scaled, type Vector } from './vector.js';

/** A spiral pattern: the disk is brighter by `amplitude` along `arms` logarithmic arms. */
export interface SpiralArms {
  readonly arms: number;
  /** Angle between an arm and a circle; its sign is the sense of winding. */
  readonly pitchDegrees: number;
  readonly amplitude: number;
  readonly phase: number;
}

/** A piece of a galaxy beside its bulge and disk: a star-forming clump or a companion. */
export interface Lump {
  /** From the galaxy's centre, in kpc. */
  readonly position: Vector;
  /** Share of the galaxy's flux, beyond 1. */
  readonly share: number;
  readonly radiusKpc: number;
}

/** A galaxy as it is, before any camera looks at it. */
export interface MockGalaxy {
  readonly absoluteMagnitude: number;
  /** Unit vector along the disk's axis. */
  readonly axis: Vector;
  readonly bulge: Spheroid;
  readonly disk: Spheroid;
  /** The faint light far out, round and wide. */
  readonly halo: Spheroid;
  readonly spiral?: SpiralArms;
  readonly clumps: readonly Lump[];
  readonly companions: readonly Lump[];
}

/** An oblate component: its share of the flux, Sersic index, half-light radius in its plane, thickness over width. */
export interface Spheroid {
  readonly share: number;
  readonly sersicIndex: number;
  readonly radiusKpc: number;
  readonly thickness: number;
}

/** Draws galaxy `index` of a survey: it depends on nothing but the seed and the index. */
export function drawGalaxy(seed: number, index: number): MockGalaxy {
  const random = generator(seed, 'mock-survey', 'galaxy', index);
  const absoluteMagnitude = boundedNormal(random, { mean: -21.5, deviation: 1.1, low: -24.4, high: -18.6 });
  const isEarly = random.uniform() < 0.35;
  const bulgeShare = isEarly ? uniformIn(random, 0.5, 0.95) : uniformIn(random, 0.05, 0.5);
  const haloShare = uniformIn(random, 0.03, 0.14);
  const diskRadius = Math.min(
    11,
    Math.max(1.2, logNormal(random, 3.4 * exp(-0.16 * (absoluteMagnitude + 21.5)), 0.32)),
  );
  const bulgeRadius = diskRadius * (isEarly ? uniformIn(random, 0.35, 0.75) : uniformIn(random, 0.12, 0.35));
  const bulge: Spheroid = {
    share: (1 - haloShare) * bulgeShare,
    sersicIndex: isEarly ? uniformIn(random, 1.8, 4.5) : uniformIn(random, 0.9, 2.5),
    radiusKpc: bulgeRadius,
    thickness: uniformIn(random, 0.5, 0.95),
  };
  const disk: Spheroid = {
    share: (1 - haloShare) * (1 - bulgeShare),
    sersicIndex: 1,
    radiusKpc: diskRadius,
    thickness: uniformIn(random, 0.15, 0.32),
  };
  const halo: Spheroid = {
    share: haloShare,
    sersicIndex: uniformIn(random, 1, 2),
    radiusKpc: diskRadius * uniformIn(random, 2, 3.5),
    thickness: uniformIn(random, 0.55, 0.95),
  };
  const axis = randomDirection(random);
  const companions = drawCompanions(random, diskRadius);
  if (isEarly) return { absoluteMagnitude, axis, bulge, disk, halo, clumps: [], companions };
  const clumps = drawClumps(random, axis, diskRadius);
  const spiral = random.uniform() < 0.65 ? { spiral: drawSpiral(random) } : {};
  return { absoluteMagnitude, axis, bulge, disk, halo, ...spiral, clumps, companions };
}

function drawSpiral(random: Generator): SpiralArms {
  const arms = random.uniform() < 0.75 ? 2 : random.uniform() < 0.5 ? 1 : 3;
  const pitch = uniformIn(random, 12, 32);
  return {
    arms,
    pitchDegrees: random.uniform() < 0.5 ? pitch : -pitch,
    amplitude: uniformIn(random, 0.25, 0.75),
    phase: uniformIn(random, 0, 2 * Math.PI),
  };
}

function drawClumps(random: Generator, axis: Vector, diskRadius: number): Lump[] {
  const [first, second] = planeOf(axis);
  return Array.from({ length: poisson(random, 5) }, () => ({
    position: added(
      scaled(first, 0.8 * diskRadius * random.normal()),
      scaled(second, 0.8 * diskRadius * random.normal()),
    ),
    share: Math.min(0.03, logNormal(random, 0.004, 0.8)),
    radiusKpc: uniformIn(random, 0.15, 0.5),
  }));
}

function drawCompanions(random: Generator, diskRadius: number): Lump[] {
  return Array.from({ length: poisson(random, 0.7) }, () => ({
    position: scaled(randomDirection(random), diskRadius * uniformIn(random, 1, 5)),
    share: Math.min(0.15, logNormal(random, 0.012, 1.1)),
    radiusKpc: uniformIn(random, 0.25, 1),
  }));
}
