import { pageColour, type PointColours } from '../colours.js';
import type { LiveMap } from '../decode.js';
import type { IsShown } from './nearest.js';
import type { View } from './view.js';

export interface Scene {
  readonly map: LiveMap;
  readonly view: View;
  readonly colours: PointColours;
  readonly isShown: IsShown;
  /** The image pointed at; -1 for none. */
  readonly active: number;
}

/** Points are drawn in shuffled order, so that no group lies on top of the others; the order is the same each time. */
function drawingOrder(n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = 12345;
  for (let i = n - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** Draws the map on a canvas. */
export class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #order: Uint32Array = new Uint32Array(0);

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser has no canvas');
    this.#context = context;
  }

  /** Fits the canvas' pixels to its place on the page. */
  resize(view: View): void {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth, clientHeight } = this.#canvas;
    view.width = clientWidth;
    view.height = clientHeight;
    this.#canvas.width = Math.round(clientWidth * ratio);
    this.#canvas.height = Math.round(clientHeight * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  paint({ map, view, colours, isShown, active }: Scene): void {
    const context = this.#context;
    if (this.#order.length !== map.x.length) this.#order = drawingOrder(map.x.length);
    context.clearRect(0, 0, view.width, view.height);
    const radius = this.#radius(map.x.length, view);
    const dots = colours.colours.map((colour) => this.#dot(colour, radius));
    const ratio = window.devicePixelRatio || 1;
    context.globalAlpha = 0.85;
    for (const i of this.#order) {
      const x = view.x(map.x[i] ?? NaN);
      const y = view.y(map.y[i] ?? NaN);
      // Written so that a point without a place fails it.
      if (!(x > -radius && x < view.width + radius && y > -radius && y < view.height + radius) || !isShown(i))
        continue;
      const dot = dots[colours.of[i] ?? 0];
      if (dot !== undefined)
        context.drawImage(
          dot,
          x - dot.width / ratio / 2,
          y - dot.height / ratio / 2,
          dot.width / ratio,
          dot.height / ratio,
        );
    }
    context.globalAlpha = 1;
    if (active >= 0) this.#ring(view.x(map.x[active] ?? NaN), view.y(map.y[active] ?? NaN), radius);
  }

  #radius(n: number, view: View): number {
    const base = n > 20_000 ? 1.4 : n > 5_000 ? 2 : n > 1_000 ? 2.8 : 4;
    return Math.min(9, base * Math.sqrt(Math.sqrt(view.magnification)) * (view.width < 500 ? 0.85 : 1));
  }

  /** A dot once drawn is copied for every point: much faster than a path for each. */
  #dot(colour: string, radius: number): HTMLCanvasElement {
    const ratio = window.devicePixelRatio || 1;
    const dot = document.createElement('canvas');
    const size = Math.ceil(2 * (radius + 1) * ratio);
    dot.width = size;
    dot.height = size;
    const context = dot.getContext('2d');
    if (context !== null) {
      context.fillStyle = colour;
      context.beginPath();
      context.arc(size / 2, size / 2, radius * ratio, 0, 2 * Math.PI);
      context.fill();
    }
    return dot;
  }

  #ring(x: number, y: number, radius: number): void {
    const context = this.#context;
    context.lineWidth = 5;
    context.strokeStyle = pageColour('--page');
    context.beginPath();
    context.arc(x, y, radius + 4, 0, 2 * Math.PI);
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = pageColour('--ink');
    context.stroke();
  }
}
