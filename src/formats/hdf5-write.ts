import { open } from 'node:fs/promises';
import { leafRankFor, placeNames, treeRank, type Link } from './hdf5-write/groups.js';
import {
  datasetMessages,
  heapTextAttribute,
  objectHeader,
  symbolTableMessage,
  textsAttribute,
  type Message,
} from './hdf5-write/messages.js';
import { ascii, nowhere, packed, padded } from './hdf5-write/packed.js';

export interface Hdf5Dataset {
  /** At least one value. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** All names and texts are ASCII; a list of texts has at most 64 KB. */
export interface Hdf5Group {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly groups?: Readonly<Record<string, Hdf5Group>>;
  readonly datasets?: Readonly<Record<string, Hdf5Dataset>>;
}

const superblockBytes = 96;
/** The least that the library makes. */
const globalHeapBytes = 4096;

/**
 * Writes an HDF5 file in the format that all versions of the library read (superblock 0, object headers 1). Own code, because the
 * library that we read with puts times into every object, and texts as UTF-8, which Keras 2.2 cannot take: here the same content
 * gives the same bytes. Weights go to the file from where they lie.
 * @see The HDF5 Group, "HDF5 File Format Specification Version 3.0"
 */
export async function writeHdf5(path: string, root: Hdf5Group): Promise<void> {
  const body = new Body(leafRankFor(mostNames(root)));
  const rootHeader = body.group(root);
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(superblock(body, rootHeader));
    for (const chunk of body.chunks) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}

function mostNames({ groups = {}, datasets = {} }: Hdf5Group): number {
  const own = Object.keys(groups).length + Object.keys(datasets).length;
  return Math.max(own, ...Object.values(groups).map(mostNames));
}

function superblock({ leafRank, end }: Body, rootHeader: number): Uint8Array {
  return packed([
    Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a),
    ...([
      [4, 0],
      [1, 0],
      [1, 8],
      [1, 8],
      [1, 0],
      [2, leafRank],
      [2, treeRank],
      [4, 0],
    ] as const),
    ...([
      [8, 0],
      [8, nowhere],
      [8, end],
      [8, nowhere],
    ] as const),
    ...([
      [8, 0],
      [8, rootHeader],
      [8, 0],
      [8, 0],
      [8, 0],
    ] as const),
  ]);
}

/** What follows the superblock, in the order of the file: what an object refers to is placed before it. */
class Body {
  readonly chunks: Uint8Array[] = [];
  readonly leafRank: number;
  end = superblockBytes;

  constructor(leafRank: number) {
    this.leafRank = leafRank;
  }

  private readonly place = (bytes: Uint8Array): number => {
    const address = this.end;
    const rest = -bytes.length & 7;
    this.chunks.push(bytes);
    if (rest > 0) this.chunks.push(new Uint8Array(rest));
    this.end += bytes.length + rest;
    return address;
  };

  /** @returns The address of its header. */
  group({ attributes = {}, groups = {}, datasets = {} }: Hdf5Group): number {
    const links: Link[] = [
      ...Object.entries(groups).map(([name, group]) => ({ name, address: this.group(group) })),
      ...Object.entries(datasets).map(([name, dataset]) => ({ name, address: this.#dataset(dataset) })),
    ];
    const { tree, heap } = placeNames(links, this.leafRank, this.place);
    const own = Object.entries(attributes).map(([name, value]) => this.#attribute(name, value));
    return this.place(objectHeader([symbolTableMessage(tree, heap), ...own]));
  }

  #dataset({ shape, values }: Hdf5Dataset): number {
    const address = this.place(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return this.place(objectHeader(datasetMessages(shape, address)));
  }

  #attribute(name: string, value: string | readonly string[]): Message {
    if (typeof value !== 'string') return textsAttribute(name, value);
    return heapTextAttribute(name, value.length, this.place(globalHeap(ascii(value))));
  }
}

/** A heap with one text; what is left of it is its object 0. */
function globalHeap(text: Uint8Array): Uint8Array {
  const object = packed([[2, 1], [2, 1], [4, 0], [8, text.length], padded(text)]);
  const used = 16 + object.length;
  const size = Math.max(globalHeapBytes, used);
  const free = size - used;
  const rest =
    free >= 16
      ? [
          packed([
            [8, 0],
            [8, free],
          ]),
        ]
      : [];
  return padded(packed([ascii('GCOL'), [4, 1], [8, size], object, ...rest]), size);
}
