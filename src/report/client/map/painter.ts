import { CanvasPainter } from './canvas-painter.js';
import type { Painter } from './dots.js';
import type { PointList } from './point-list.js';
import type { View } from './view.js';
import { WebglPainter } from './webgl-painter.js';

/** Paints by WebGL, by the processor where there is none or when it is lost. */
export class AnyPainter {
  #canvas: HTMLCanvasElement;
  #painter: Painter;
  #ratio = 1;
  readonly #onChange: () => void;

  constructor(canvas: HTMLCanvasElement, onChange: () => void) {
    this.#canvas = canvas;
    this.#onChange = onChange;
    this.#painter = WebglPainter.open(canvas) ?? this.#byProcessor();
    this.#tell();
    canvas.addEventListener('webglcontextlost', () => {
      this.#painter = this.#byProcessor();
      this.#tell();
      this.#onChange();
    });
  }

  /** A canvas that has been given to WebGL can be given to nothing else. */
  #byProcessor(): CanvasPainter {
    const fresh = this.#canvas.cloneNode() as HTMLCanvasElement;
    this.#canvas.replaceWith(fresh);
    this.#canvas = fresh;
    return new CanvasPainter(fresh);
  }

  #tell(): void {
    this.#canvas.parentElement?.setAttribute('data-painter', this.#painter.name);
  }

  /** Fits the canvas' pixels to its place on the page. */
  resize({ width, height }: View): void {
    this.#ratio = window.devicePixelRatio || 1;
    this.#canvas.width = Math.max(1, Math.round(width * this.#ratio));
    this.#canvas.height = Math.max(1, Math.round(height * this.#ratio));
  }

  paint(list: PointList, view: View, radius: number): void {
    this.#painter.paint(list, view, radius * this.#ratio);
  }
}
