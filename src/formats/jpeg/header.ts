import type { HuffmanTable } from './entropy.js';
import { zigzag } from './transform.js';

/** Table K.3: the number of bits of a mean's difference. */
export const dcTable: HuffmanTable = {
  counts: Uint8Array.of(0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
  symbols: Uint8Array.from({ length: 12 }, (_, i) => i),
};

/** Table K.5: how many zeros, and the number of bits of what ends them. */
export const acTable: HuffmanTable = {
  counts: Uint8Array.of(0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125),
  symbols: Buffer.from(
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a' +
      '434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8' +
      'a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
    'hex',
  ),
};

const marker = (code: number, content: readonly number[]): number[] => {
  const length = content.length + 2;
  return [0xff, code, length >> 8, length & 0xff, ...content];
};

const two = (value: number): number[] => [value >> 8, value & 0xff];

/** Everything before the scan of a grey image of one component. @param table Row-major. */
export function jpegHeader(width: number, height: number, table: Uint8Array): Uint8Array {
  const huffman = (kind: number, { counts, symbols }: HuffmanTable): number[] =>
    marker(0xc4, [kind, ...counts, ...symbols]);
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...marker(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...marker(0xdb, [0, ...Array.from(zigzag, (at) => table[at]!)]),
    ...marker(0xc0, [8, ...two(height), ...two(width), 1, 1, 0x11, 0]),
    ...huffman(0x00, dcTable),
    ...huffman(0x10, acTable),
    ...marker(0xda, [1, 1, 0, 0, 63, 0]),
  ]);
}
