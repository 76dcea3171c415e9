import type { Frame } from '../frame.js';
import type { Psf } from '../psf.js';

/** What an artifact is painted on. Fluxes are in AB nanomaggies a pixel. */
export interface Exposure {
  readonly frame: Frame;
  readonly psf: Psf;
  readonly skySigma: number;
  readonly saturation: number;
  /** What a dead pixel holds: 0 where nothing was exposed, or minus the sky that was subtracted all the same. */
  readonly deadLevel: number;
}

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Sets the part of a rectangle that lies in the frame. */
export function fillRectangle(frame: Frame, { left, top, width, height }: Rectangle, value: number): void {
  const { sizePx, pixels } = frame;
  const first = Math.max(0, left);
  const last = Math.min(sizePx, left + width);
  if (last <= first) return;
  for (let y = Math.max(0, top); y < Math.min(sizePx, top + height); y++) {
    pixels.fill(value, y * sizePx + first, y * sizePx + last);
  }
}
