import type { Colouring, Payload } from '../payload.js';

function bytesOf(base64: string): ArrayBuffer {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i);
  return bytes.buffer;
}

export type LiveColouring = Pick<Colouring, 'name' | 'group'> &
  (
    | { readonly form: 'number'; readonly values: Float32Array }
    | { readonly form: 'category'; readonly names: readonly string[]; readonly of: Int16Array }
  );

export interface LiveMap {
  readonly id: string;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export interface LiveClustering {
  /** Undefined when they are not known. */
  readonly distances: Uint16Array | undefined;
}

/** The page's data; an array is unpacked when it is first asked for. */
export interface Survey {
  readonly payload: Payload;
  readonly sourceOf: Uint32Array;
  readonly maps: readonly LiveMap[];
  readonly colourings: readonly LiveColouring[];
  readonly clusterings: readonly LiveClustering[];
  readonly order: Uint32Array;
}

/** Makes a value when it is first asked for. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export function decode(payload: Payload): Survey {
  const sourceOf = once(() => new Uint32Array(bytesOf(payload.sourceOf)));
  const order = once(() =>
    payload.order === null
      ? Uint32Array.from({ length: payload.count }, (_, i) => i)
      : new Uint32Array(bytesOf(payload.order)),
  );
  return {
    payload,
    get sourceOf() {
      return sourceOf();
    },
    get order() {
      return order();
    },
    maps: payload.maps.map(({ id, x, y }) => {
      const across = once(() => new Float32Array(bytesOf(x)));
      const up = once(() => new Float32Array(bytesOf(y)));
      return {
        id,
        get x() {
          return across();
        },
        get y() {
          return up();
        },
      };
    }),
    colourings: payload.colourings.map(liveColouring),
    clusterings: payload.clusterings.map(({ distances: packed }) => {
      const distances = once(() => (packed === null ? undefined : new Uint16Array(bytesOf(packed))));
      return {
        get distances() {
          return distances();
        },
      };
    }),
  };
}

function liveColouring(colouring: Colouring): LiveColouring {
  const { name, group } = colouring;
  if (colouring.form === 'number') {
    const values = once(() => new Float32Array(bytesOf(colouring.values)));
    return {
      ...{ name, group, form: 'number' },
      get values() {
        return values();
      },
    };
  }
  const of = once(() => new Int16Array(bytesOf(colouring.of)));
  return {
    ...{ name, group, form: 'category', names: colouring.names },
    get of() {
      return of();
    },
  };
}
