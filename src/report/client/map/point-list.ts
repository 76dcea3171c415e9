import { pageColour, type PointColours } from '../colours.js';
import type { LiveMap } from '../decode.js';
import type { IsShown } from './nearest.js';

/** What is painted, in the order of painting: all that does not depend on where the map has been moved to. */
export interface PointList {
  readonly n: number;
  /** Map coordinates less the origin, so that single precision does for any zoom. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly origin: { readonly x: number; readonly y: number };
  /** Bytes red, green, blue, alpha in memory, as pictures and WebGL have them. */
  readonly colour: Uint32Array;
  readonly background: number;
}

interface Scene {
  readonly map: LiveMap;
  readonly colours: PointColours;
  readonly isShown: IsShown;
  /** Those in the foreground; undefined when all are. */
  readonly isChosen: ((index: number) => boolean) | undefined;
}

/** Points in a shuffled order, so that no group lies on top of the others; those not chosen are faint and beneath. */
export function listPoints({ map, colours, isShown, isChosen }: Scene): PointList {
  const background = packed(pageColour('--plate'));
  const bright = Uint32Array.from(colours.colours, packed);
  const faint = bright.map((colour) => mixed(background, colour, 0.18));
  const indices = drawingOrder(map.x.length).filter((i) => isShown(i) && !Number.isNaN(map.x[i] ?? NaN));
  const front = isChosen === undefined ? indices : indices.filter(isChosen);
  const back = isChosen === undefined ? new Uint32Array(0) : indices.filter((i) => !isChosen(i));
  const order = [back, front];
  const n = indices.length;
  const list = { x: new Float32Array(n), y: new Float32Array(n), colour: new Uint32Array(n) };
  const origin = { x: map.x[indices[0] ?? 0] ?? 0, y: map.y[indices[0] ?? 0] ?? 0 };
  let at = 0;
  order.forEach((some, layer) => {
    const palette = layer === 0 ? faint : bright;
    for (const i of some) {
      list.x[at] = (map.x[i] ?? 0) - origin.x;
      list.y[at] = (map.y[i] ?? 0) - origin.y;
      list.colour[at] = palette[colours.of[i] ?? 0] ?? background;
      at += 1;
    }
  });
  return { ...list, n, origin, background };
}

const orders = new Map<number, Uint32Array>();

/** Shuffled, the same each time. */
function drawingOrder(n: number): Uint32Array {
  const known = orders.get(n);
  if (known !== undefined) return known;
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  let state = 12345;
  for (let i = n - 1; i > 0; i -= 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = state % (i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  orders.set(n, order);
  return order;
}

const reader = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** Any CSS colour as four bytes. */
function packed(colour: string): number {
  if (reader === null) return 0xff000000;
  reader.clearRect(0, 0, 1, 1);
  reader.fillStyle = colour;
  reader.fillRect(0, 0, 1, 1);
  return new Uint32Array(reader.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0xff000000;
}

function mixed(a: number, b: number, share: number): number {
  let colour = 0;
  for (const shift of [0, 8, 16, 24]) {
    const [from, to] = [(a >>> shift) & 255, (b >>> shift) & 255];
    colour |= Math.round(from + (to - from) * share) << shift;
  }
  return colour >>> 0;
}
