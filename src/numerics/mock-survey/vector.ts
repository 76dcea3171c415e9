import type { Generator } from '../generator.js';

export type Vector = readonly [number, number, number];

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function scaled(a: Vector, factor: number): Vector {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function added(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function unit(a: Vector): Vector {
  return scaled(a, 1 / Math.sqrt(dot(a, a)));
}

/** Uniform on the unit sphere. */
export function randomDirection(random: Generator): Vector {
  for (;;) {
    const v: Vector = [random.normal(), random.normal(), random.normal()];
    if (dot(v, v) > 1e-12) return unit(v);
  }
}

/** Two unit vectors that are at right angles to a unit vector and to each other. */
export function planeOf(normal: Vector): [Vector, Vector] {
  const aside: Vector = Math.abs(normal[2]) < 0.8 ? [0, 0, 1] : [1, 0, 0];
  const first = unit(cross(aside, normal));
  return [first, cross(normal, first)];
}
