import { cos, exp, sin } from '../elementary.js';
import { generator, type Generator } from '../generator.js';
import { boundedNormal, logNormal, poisson, uniformIn } from './draws.js';
import { added, planeOf, randomDirection, scaled, unit, type Vector } from './vector.js';

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
  /** Unit vector along its short axis. */
  readonly axis: Vector;
  /** Of its centre from the galaxy's, in kpc. */
  readonly offset: Vector;
  readonly sersicIndex: number;
  readonly radiusKpc: number;
  readonly thickness: number;
}

const noOffset: Vector = [0, 0, 0];

/** Draws galaxy `index` of a survey: it depends on nothing but the seed and the index. */
export function drawGalaxy(seed: number, index: number): MockGalaxy {
  const random = generator(seed, 'mock-survey', 'galaxy', index);
  const absoluteMagnitude = boundedNormal(random, { mean: -21.6, deviation: 1.3, low: -24.8, high: -18.5 });
  const isEarly = random.uniform() < 0.35;
  const axis = randomDirection(random);
  const spheroids = drawSpheroids(random, { axis, isEarly, absoluteMagnitude });
  const diskRadius = spheroids.disk.radiusKpc;
  const companions = [...drawCompanions(random, diskRadius), ...drawStream(random, diskRadius)];
  if (isEarly) return { absoluteMagnitude, axis, ...spheroids, clumps: [], companions };
  const clumps = drawClumps(random, axis, diskRadius);
  const spiral = random.uniform() < 0.65 ? { spiral: drawSpiral(random) } : {};
  return { absoluteMagnitude, axis, ...spheroids, ...spiral, clumps, companions };
}

/** Bulge and halo lean away from the disk's axis, disk and halo lie a little aside: isophotes twist and drift outwards. */
function drawSpheroids(
  random: Generator,
  { axis, isEarly, absoluteMagnitude }: { axis: Vector; isEarly: boolean; absoluteMagnitude: number },
): { bulge: Spheroid; disk: Spheroid; halo: Spheroid } {
  const bulgeShare = isEarly ? uniformIn(random, 0.5, 0.9) : uniformIn(random, 0.15, 0.6);
  // The brighter a galaxy, the more of its light has come from others and lies far out.
  const brightness = Math.min(1, Math.max(0, (-20.5 - absoluteMagnitude) / 2.5));
  const haloShare = uniformIn(random, 0.15, 0.44) + 0.3 * brightness * random.uniform();
  const typicalRadius = 2.5 * exp(-0.25 * (absoluteMagnitude + 21.5));
  const diskRadius = Math.min(9, Math.max(1, logNormal(random, typicalRadius, 0.36)));
  const leaning = (by: number): Vector => unit(added(axis, scaled(randomDirection(random), by)));
  // One galaxy in seven has been disturbed, and its bulge is not in the middle of its disk.
  const diskOffset = random.uniform() < 0.15 ? uniformIn(random, 0.1, 0.4) : uniformIn(random, 0, 0.06);
  const bulge: Spheroid = {
    share: (1 - haloShare) * bulgeShare,
    axis: leaning(0.35),
    offset: noOffset,
    sersicIndex: isEarly ? uniformIn(random, 1.5, 4.2) : uniformIn(random, 0.9, 2.5),
    radiusKpc: diskRadius * (isEarly ? uniformIn(random, 0.18, 0.45) : uniformIn(random, 0.08, 0.25)),
    thickness: uniformIn(random, 0.22, 0.75),
  };
  const disk: Spheroid = {
    share: (1 - haloShare) * (1 - bulgeShare),
    axis,
    offset: scaled(randomDirection(random), diskRadius * diskOffset),
    sersicIndex: 1,
    radiusKpc: diskRadius,
    thickness: uniformIn(random, 0.2, 0.42),
  };
  const halo: Spheroid = {
    share: haloShare,
    axis: leaning(1),
    offset: scaled(randomDirection(random), diskRadius * uniformIn(random, 0, 0.8)),
    sersicIndex: uniformIn(random, 1, 2),
    radiusKpc: diskRadius * (uniformIn(random, 2, 4.5) + brightness * uniformIn(random, 0.5, 4)),
    thickness: uniformIn(random, 0.4, 0.95),
  };
  return { bulge, disk, halo };
}

function drawSpiral(random: Generator): SpiralArms {
  const arms = random.uniform() < 0.75 ? 2 : random.uniform() < 0.5 ? 1 : 3;
  const pitch = uniformIn(random, 12, 32);
  return {
    arms,
    pitchDegrees: random.uniform() < 0.5 ? pitch : -pitch,
    amplitude: uniformIn(random, 0.35, 0.85),
    phase: uniformIn(random, 0, 2 * Math.PI),
  };
}

function drawClumps(random: Generator, axis: Vector, diskRadius: number): Lump[] {
  const [first, second] = planeOf(axis);
  return Array.from({ length: poisson(random, 3) }, () => ({
    position: added(
      scaled(first, 0.8 * diskRadius * random.normal()),
      scaled(second, 0.8 * diskRadius * random.normal()),
    ),
    share: Math.min(0.03, logNormal(random, 0.003, 0.8)),
    radiusKpc: uniformIn(random, 0.3, 0.9),
  }));
}

function drawCompanions(random: Generator, diskRadius: number): Lump[] {
  return Array.from({ length: poisson(random, 0.5) }, () => ({
    position: scaled(randomDirection(random), diskRadius * uniformIn(random, 1, 5)),
    share: Math.min(0.15, logNormal(random, 0.012, 1.1)),
    radiusKpc: uniformIn(random, 0.4, 1.6),
  }));
}

/** For one galaxy in four, the wide faint arc that a torn companion leaves: overlapping lumps along part of a circle, fading at both ends. */
function drawStream(random: Generator, diskRadius: number): Lump[] {
  if (random.uniform() >= 0.25) return [];
  const [first, second] = planeOf(randomDirection(random));
  const radius = diskRadius * uniformIn(random, 1.3, 3);
  const start = uniformIn(random, 0, 2 * Math.PI);
  const arc = uniformIn(random, 1, 2.6);
  const share = uniformIn(random, 0.006, 0.025);
  const width = diskRadius * uniformIn(random, 0.2, 0.45);
  const nLumps = 14;
  return Array.from({ length: nLumps }, (_, i) => {
    const angle = start + (arc * i) / (nLumps - 1);
    const distance = radius * (1 + 0.25 * (i / nLumps));
    return {
      position: added(scaled(first, distance * cos(angle)), scaled(second, distance * sin(angle))),
      share: (share / nLumps) * sin((Math.PI * (i + 0.5)) / nLumps),
      radiusKpc: width,
    };
  });
}
