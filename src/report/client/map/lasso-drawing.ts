import type { Place } from './lasso.js';

/** A line that is being drawn: by a pointer, or corner by corner with a cross that keys move. */
export class LassoDrawing {
  #corners: Place[] = [];
  #cross: Place | undefined;

  get corners(): readonly Place[] {
    return this.#corners;
  }

  get cross(): Place | undefined {
    return this.#cross;
  }

  clear(): void {
    this.#corners = [];
    this.#cross = undefined;
  }

  /** Adds a corner, unless it is too near the last to matter. */
  add(place: Place): void {
    const last = this.#corners.at(-1);
    if (last !== undefined && Math.hypot(place.x - last.x, place.y - last.y) < 3) return;
    this.#corners.push(place);
  }

  /** Moves the cross, which begins at a place, inside the canvas. */
  moveCross(by: Place, begin: Place, size: { width: number; height: number }): void {
    const from = this.#cross ?? begin;
    this.#cross = {
      x: Math.min(Math.max(from.x + by.x, 0), size.width),
      y: Math.min(Math.max(from.y + by.y, 0), size.height),
    };
  }
}
