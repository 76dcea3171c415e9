import type { LiveMap } from '../decode.js';

/** How map coordinates become canvas pixels; y goes up. */
export class View {
  width = 1;
  height = 1;
  #scale = 1;
  #centreX = 0;
  #centreY = 0;
  #fitted = 1;

  /** Shows all points. */
  fit(map: LiveMap): void {
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    map.x.forEach((x, i) => {
      const y = map.y[i] ?? NaN;
      if (Number.isNaN(x) || Number.isNaN(y)) return;
      left = Math.min(left, x);
      right = Math.max(right, x);
      bottom = Math.min(bottom, y);
      top = Math.max(top, y);
    });
    if (!(right >= left)) [left, right, bottom, top] = [0, 1, 0, 1];
    const padding = 24;
    const scale = Math.min(
      (this.width - 2 * padding) / (right - left || 1),
      (this.height - 2 * padding) / (top - bottom || 1),
    );
    this.#fitted = Math.max(scale, 1e-9);
    this.#scale = this.#fitted;
    this.#centreX = (left + right) / 2;
    this.#centreY = (bottom + top) / 2;
  }

  x(value: number): number {
    return this.width / 2 + (value - this.#centreX) * this.#scale;
  }

  y(value: number): number {
    return this.height / 2 - (value - this.#centreY) * this.#scale;
  }

  /** Pixels for one unit of the map. */
  get scale(): number {
    return this.#scale;
  }

  /** What is in the middle, in map coordinates. */
  get centreX(): number {
    return this.#centreX;
  }

  get centreY(): number {
    return this.#centreY;
  }

  /** How much larger than when all is shown. */
  get magnification(): number {
    return this.#scale / this.#fitted;
  }

  place(x = NaN, y = NaN): { x: number; y: number } {
    return { x: this.x(x), y: this.y(y) };
  }

  /** Of one of n dots, in pixels: smaller where there are many, larger when one goes near. */
  dotRadius(n: number): number {
    const base = n > 20_000 ? 1.4 : n > 5_000 ? 2 : n > 1_000 ? 2.8 : 4;
    return Math.min(9, base * Math.sqrt(Math.sqrt(this.magnification)) * (this.width < 500 ? 0.85 : 1));
  }

  /** Zooms by a factor, keeping the place under (x, y) where it is. */
  zoom(factor: number, x = this.width / 2, y = this.height / 2): void {
    const next = Math.min(Math.max(this.#scale * factor, this.#fitted * 0.8), this.#fitted * 60);
    const mapX = this.#centreX + (x - this.width / 2) / this.#scale;
    const mapY = this.#centreY - (y - this.height / 2) / this.#scale;
    this.#scale = next;
    this.#centreX = mapX - (x - this.width / 2) / next;
    this.#centreY = mapY + (y - this.height / 2) / next;
  }

  pan(dx: number, dy: number): void {
    this.#centreX -= dx / this.#scale;
    this.#centreY += dy / this.#scale;
  }

  /** Moves so that a point is inside. */
  reveal(x: number, y: number): void {
    const margin = 30;
    const [px, py] = [this.x(x), this.y(y)];
    const dx = px < margin ? margin - px : px > this.width - margin ? this.width - margin - px : 0;
    const dy = py < margin ? margin - py : py > this.height - margin ? this.height - margin - py : 0;
    this.pan(dx, dy);
  }
}
