import { ascii, nowhere, packed, padded, type Field } from './packed.js';

/** Half the most children of a node of the tree of a group's names. */
export const treeRank = 16;

/** Half the most names of a leaf, such that a tree of one node has room for so many names. */
export const leafRankFor = (mostNames: number): number => Math.max(4, Math.ceil(mostNames / (4 * treeRank)));

/** One name of a group, and where the header of its object lies. */
export interface Link {
  readonly name: string;
  readonly address: number;
}

/** Puts bytes into the file and tells where they lie. */
export type Place = (bytes: Uint8Array) => number;

/** The names one after another, each with a zero behind it, the first of them empty; and where each begins. */
function heapSegment(names: readonly string[]): { bytes: Uint8Array; offsets: readonly number[] } {
  const parts = ['', ...names].map((name) => padded(ascii(`${name}\0`)));
  const offsets: number[] = [];
  let at = 0;
  for (const { length } of parts) {
    offsets.push(at);
    at += length;
  }
  return { bytes: packed(parts), offsets: offsets.slice(1) };
}

/** A leaf and a node are read whole, up to the most that they may hold. */
function leaf(links: readonly (Link & { offset: number })[], leafRank: number): Uint8Array {
  const entries = links.map(({ offset, address }) => packed([[8, offset], [8, address], ...noCache]));
  const bytes = packed([ascii('SNOD'), [2, 1], [2, links.length], ...entries]);
  return padded(bytes, 8 + 2 * leafRank * 40);
}

const noCache: readonly Field[] = [
  [8, 0],
  [8, 0],
  [8, 0],
];

/**
 * Places a group's names: a heap with the texts, leaves in the order of the names, and a tree of one node over them.
 * @returns Where the tree and the heap lie.
 */
export function placeNames(
  links: readonly Link[],
  leafRank: number,
  place: Place,
): { tree: number; heap: number } {
  const sorted = [...links].sort((a, b) => Buffer.compare(ascii(a.name), ascii(b.name)));
  const { bytes, offsets } = heapSegment(sorted.map(({ name }) => name));
  const segment = place(bytes);
  // 1 says that nothing is free.
  const heap = place(packed([ascii('HEAP'), [4, 0], [8, bytes.length], [8, 1], [8, segment]]));
  const inLeaf = 2 * leafRank;
  const children: Field[] = [];
  let count = 0;
  for (let start = 0; start < sorted.length; start += inLeaf) {
    const end = Math.min(start + inLeaf, sorted.length);
    const entries = sorted.slice(start, end).map((link, i) => ({ ...link, offset: offsets[start + i]! }));
    // The key behind a child is the last name in it; the key before the first is the empty name.
    children.push([8, place(leaf(entries, leafRank))], [8, offsets[end - 1]!]);
    count++;
  }
  if (count > 2 * treeRank) throw new RangeError(`${sorted.length} names in a group of HDF5`);
  const head: Field[] = [ascii('TREE'), [2, 0], [2, count], [8, nowhere], [8, nowhere], [8, 0]];
  const tree = place(padded(packed([...head, ...children]), 24 + 2 * treeRank * 16 + 8));
  return { tree, heap };
}
