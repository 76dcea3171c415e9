import { pageColour } from '../colours.js';
import type { Place } from './lasso.js';

interface Marks {
  /** Where the image pointed at is; undefined for none. */
  readonly active: Place | undefined;
  readonly radius: number;
  readonly lasso: readonly Place[];
  /** The end of a lasso that is drawn by keys. */
  readonly cross: Place | undefined;
}

/** What lies above the points and changes with every move: the ring around one, the lasso. */
export class Overlay {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser has no canvas');
    this.#canvas = canvas;
    this.#context = context;
  }

  resize(width: number, height: number): void {
    const ratio = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(height * ratio);
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  paint({ active, radius, lasso, cross }: Marks): void {
    const context = this.#context;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    if (active !== undefined) {
      context.beginPath();
      context.arc(active.x, active.y, radius + 4, 0, 2 * Math.PI);
      this.#line();
    }
    this.#lasso(cross === undefined ? lasso : [...lasso, cross]);
    if (cross === undefined) return;
    context.beginPath();
    context.moveTo(cross.x - 10, cross.y);
    context.lineTo(cross.x + 10, cross.y);
    context.moveTo(cross.x, cross.y - 10);
    context.lineTo(cross.x, cross.y + 10);
    this.#line();
  }

  #lasso(corners: readonly Place[]): void {
    if (corners.length < 2) return;
    const context = this.#context;
    context.beginPath();
    for (const { x, y } of corners) context.lineTo(x, y);
    context.closePath();
    context.globalAlpha = 0.15;
    context.fillStyle = pageColour('--accent');
    context.fill();
    context.globalAlpha = 1;
    this.#line();
  }

  /** Dark on light or light on dark, to be seen on any colour. */
  #line(): void {
    const context = this.#context;
    context.lineWidth = 5;
    context.strokeStyle = pageColour('--page');
    context.stroke();
    context.lineWidth = 2;
    context.strokeStyle = pageColour('--ink');
    context.stroke();
  }
}
