import { ascii, packed, padded } from './packed.js';

/** A message of an object header: what the object is, one property each. */
export interface Message {
  readonly type: number;
  readonly content: Uint8Array;
}

const messageTypes = {
  dataspace: 0x1,
  datatype: 0x3,
  fillValue: 0x5,
  layout: 0x8,
  attribute: 0xc,
  symbolTable: 0x11,
} as const;

/** Version 1, which every HDF5 since 1.0 reads. Unlike later ones it holds no times, unless a message of its own says them. */
export function objectHeader(messages: readonly Message[]): Uint8Array {
  const contents = messages.map(({ type, content }) => {
    const whole = padded(content);
    if (whole.length > 65535) throw new RangeError(`an HDF5 message of ${whole.length} bytes`);
    return packed([[2, type], [2, whole.length], [4, 0], whole]);
  });
  const total = contents.reduce((sum, { length }) => sum + length, 0);
  return packed([[1, 1], [1, 0], [2, messages.length], [4, 1], [4, total], [4, 0], ...contents]);
}

const dataspace = (shape: readonly number[]): Uint8Array =>
  packed([[1, 1], [1, shape.length], [2, 0], [4, 0], ...shape.map((side) => [8, side] as const)]);

/** IEEE 754, little-endian: exponent of 8 bits at 23 with a bias of 127, sign at 31. */
const float32 = packed([
  [4, 0x001f2011],
  [4, 4],
  [2, 0],
  [2, 32],
  [1, 23],
  [1, 8],
  [1, 0],
  [1, 23],
  [4, 127],
]);

/** ASCII of a fixed length, filled with zeros. */
const fixedText = (length: number): Uint8Array =>
  packed([
    [4, 0x113],
    [4, length],
  ]);

/** ASCII of any length, kept in a heap: what Python's `bytes` become. */
const heapText = packed([
  [4, 0x119],
  [4, 16],
  packed([
    [4, 0x13],
    [4, 1],
  ]),
]);

/** Contiguous float32 at an address; no fill value is ever written, since the values are all there. */
export function datasetMessages(shape: readonly number[], address: number): readonly Message[] {
  const bytes = shape.reduce((total, side) => total * side, 4);
  return [
    { type: messageTypes.dataspace, content: dataspace(shape) },
    { type: messageTypes.datatype, content: float32 },
    {
      type: messageTypes.fillValue,
      content: packed([
        [4, 0x01020202],
        [4, 0],
      ]),
    },
    {
      type: messageTypes.layout,
      content: packed([
        [1, 3],
        [1, 1],
        [8, address],
        [8, bytes],
      ]),
    },
  ];
}

export const symbolTableMessage = (tree: number, heap: number): Message => ({
  type: messageTypes.symbolTable,
  content: packed([
    [8, tree],
    [8, heap],
  ]),
});

function attribute(name: string, type: Uint8Array, shape: readonly number[], value: Uint8Array): Message {
  const [ownName, space] = [ascii(`${name}\0`), dataspace(shape)];
  const sizes = [ownName.length, type.length, space.length].map((size) => [2, size] as const);
  const parts = [ownName, type, space].map((part) => padded(part));
  return { type: messageTypes.attribute, content: packed([[2, 1], ...sizes, ...parts, value]) };
}

/** A list of texts, which share the length of the longest. */
export function textsAttribute(name: string, texts: readonly string[]): Message {
  const length = Math.max(1, ...texts.map((text) => text.length));
  const values = texts.map((text) => padded(ascii(text), length));
  return attribute(name, fixedText(length), [texts.length], packed(values));
}

/** A text that lies in a global heap, as its first object. */
export const heapTextAttribute = (name: string, length: number, heap: number): Message =>
  attribute(
    name,
    heapText,
    [],
    packed([
      [4, length],
      [8, heap],
      [4, 1],
    ]),
  );
