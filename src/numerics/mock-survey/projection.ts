import type { CameraView } from './camera.js';
import { dot, type Vector } from './vector.js';

/** How an oblate spheroid, such as a disk, lies on a camera's frame. */
export interface Projection {
  /** Cosine of the inclination, 1 face-on, 0 edge-on. */
  readonly cosine: number;
  /** Unit vector along the line of nodes, the major axis of everything flat; (columns, rows). */
  readonly major: readonly [number, number];
  /** +1 when the axis points to the camera's side: the sense in which a spiral is seen to wind. */
  readonly side: 1 | -1;
}

/** @param axis Unit vector along the spheroid's short axis. */
export function project(axis: Vector, view: CameraView): Projection {
  const along = dot(axis, view.towards);
  const x = dot(axis, view.right);
  const y = dot(axis, view.up);
  const length = Math.sqrt(x * x + y * y);
  return {
    cosine: Math.min(1, Math.abs(along)),
    major: length > 1e-9 ? [-y / length, x / length] : [1, 0],
    side: along < 0 ? -1 : 1,
  };
}

/** The axis ratio at which an oblate spheroid of that thickness is seen. @see Hubble 1926. */
export function apparentAxisRatio(thickness: number, cosine: number): number {
  const squared = thickness * thickness;
  return Math.sqrt(squared + (1 - squared) * cosine * cosine);
}

/** Where a point of the galaxy, in kpc from its centre, falls on the frame, in pixels. */
export function onFrame(position: Vector, view: CameraView): [number, number] {
  const [x, y] = view.centre;
  return [x + dot(position, view.right) / view.kpcPerPixel, y + dot(position, view.up) / view.kpcPerPixel];
}
