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

/** The page's data with its arrays unpacked. */
export interface Survey {
  readonly payload: Payload;
  readonly sourceOf: Uint32Array;
  readonly maps: readonly LiveMap[];
  readonly colourings: readonly LiveColouring[];
}

export function decode(payload: Payload): Survey {
  return {
    payload,
    sourceOf: new Uint32Array(bytesOf(payload.sourceOf)),
    maps: payload.maps.map(({ id, x, y }) => ({
      id,
      x: new Float32Array(bytesOf(x)),
      y: new Float32Array(bytesOf(y)),
    })),
    colourings: payload.colourings.map((colouring) =>
      colouring.form === 'number'
        ? { ...colouring, values: new Float32Array(bytesOf(colouring.values)) }
        : { ...colouring, of: new Int16Array(bytesOf(colouring.of)) },
    ),
  };
}
