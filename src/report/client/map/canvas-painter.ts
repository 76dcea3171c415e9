import { opacity, type Painter } from './dots.js';
import type { PointList } from './point-list.js';
import type { View } from './view.js';

/** The pixels that a dot covers, relative to its middle, and how much of each, of 256. */
interface Stamp {
  readonly reach: number;
  readonly dx: Int16Array;
  readonly dy: Int16Array;
  readonly cover: Uint16Array;
}

/** Paints into an array of pixels, which is shown whole: ten times as fast as asking the canvas for each dot. */
export class CanvasPainter implements Painter {
  readonly name = 'canvas';
  readonly #context: CanvasRenderingContext2D;
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(1);

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) throw new Error('this browser has no canvas');
    this.#context = context;
  }

  paint(list: PointList, view: View, radius: number): void {
    const { width, height } = this.#context.canvas;
    if (this.#image.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    this.#pixels.fill(list.background);
    const scale = (view.scale * width) / view.width;
    const left = width / 2 - (view.centreX - list.origin.x) * scale;
    const top = height / 2 + (view.centreY - list.origin.y) * scale;
    const stamp = makeStamp(radius);
    const { reach } = stamp;
    for (let i = 0; i < list.n; i += 1) {
      const x = Math.floor(left + (list.x[i] ?? 0) * scale);
      const y = Math.floor(top - (list.y[i] ?? 0) * scale);
      if (x < -reach || y < -reach || x >= width + reach || y >= height + reach) continue;
      this.#dot(stamp, x, y, list.colour[i] ?? 0);
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Red and blue are mixed in one product, since neither reaches into the other's bits. */
  #dot({ dx, dy, cover, reach }: Stamp, x: number, y: number, colour: number): void {
    const { width, height } = this.#image;
    const pixels = this.#pixels;
    const isInside = x >= reach && y >= reach && x < width - reach && y < height - reach;
    const redBlue = colour & 0xff00ff;
    const green = colour & 0x00ff00;
    for (let j = 0; j < cover.length; j += 1) {
      const px = x + (dx[j] ?? 0);
      const py = y + (dy[j] ?? 0);
      if (!isInside && (px < 0 || py < 0 || px >= width || py >= height)) continue;
      const at = py * width + px;
      const share = cover[j] ?? 0;
      const rest = 256 - share;
      const below = pixels[at] ?? 0;
      const mixedRedBlue = ((redBlue * share + (below & 0xff00ff) * rest) >>> 8) & 0xff00ff;
      const mixedGreen = ((green * share + (below & 0x00ff00) * rest) >>> 8) & 0x00ff00;
      pixels[at] = (0xff000000 | mixedRedBlue | mixedGreen) >>> 0;
    }
  }
}

function makeStamp(radius: number): Stamp {
  const reach = Math.ceil(radius + 0.5);
  const [dx, dy, cover]: [number[], number[], number[]] = [[], [], []];
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const share = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y))) * opacity;
      if (share <= 0) continue;
      dx.push(x);
      dy.push(y);
      cover.push(Math.round(256 * share));
    }
  }
  return { reach, dx: Int16Array.from(dx), dy: Int16Array.from(dy), cover: Uint16Array.from(cover) };
}
