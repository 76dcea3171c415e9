import { KernelTeam } from '../threads/kernel-team.js';
import { bindKernels, compileKernels, type WasmMemory, type WasmModule } from '../wasm-kernels.js';

/** The kernels' module: t-SNE's and the principal components'. */
export const embeddingKernels: WasmModule = compileKernels('embedding');

const pageBytes = 65536;
const align = (bytes: number): number => 64 * Math.ceil(bytes / 64);

/** Below this many rows starting a thread takes longer than it saves. */
const leastRowsForThreads = 1000;

/** Places in a workspace's memory, with views of them. */
export interface Places {
  /** Addresses in bytes, multiples of 64, in the order asked for. */
  readonly addresses: readonly number[];
  float32(place: number): Float32Array<ArrayBuffer>;
  float64(place: number): Float64Array<ArrayBuffer>;
  int32(place: number): Int32Array<ArrayBuffer>;
  uint32(place: number): Uint32Array<ArrayBuffer>;
}

/**
 * One memory and one team of threads for all stages of a map: what a later stage lays out takes the place of what an earlier one
 * needed, so that the vectors are gone before the descent begins.
 */
export class Workspace {
  readonly team: KernelTeam;
  readonly #memory: WasmMemory;
  readonly #base: number;

  /** @param nRows Small problems are done by one thread. */
  constructor(threads: number, nRows: number) {
    const bound = bindKernels<{ heapBase(): number }>(embeddingKernels, []);
    this.#memory = bound.memory;
    this.#base = align(bound.kernels.heapBase());
    this.team = new KernelTeam(embeddingKernels, bound.memory, nRows < leastRowsForThreads ? 1 : threads);
  }

  /**
   * Makes places of these sizes in bytes; all bytes are zero.
   * @param from Where they begin: beyond places to keep, by default over all that there are.
   */
  layOut(sizes: readonly number[], from = this.#base): Places {
    const addresses: number[] = [];
    let end = align(from);
    for (const bytes of sizes) {
      addresses.push(end);
      end += align(bytes);
    }
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / pageBytes);
    const used = Math.min(end, this.#memory.buffer.byteLength);
    if (used > addresses[0]!)
      new Uint8Array(this.#memory.buffer, addresses[0]!, used - addresses[0]!).fill(0);
    if (missing > 0) this.#memory.grow(missing);
    const { buffer } = this.#memory;
    const place = (at: number, itemBytes: number) =>
      [buffer, addresses[at]!, Math.floor(sizes[at]! / itemBytes)] as const;
    return {
      addresses,
      float32: (at) => new Float32Array(...place(at, 4)),
      float64: (at) => new Float64Array(...place(at, 8)),
      int32: (at) => new Int32Array(...place(at, 4)),
      uint32: (at) => new Uint32Array(...place(at, 4)),
    };
  }

  /** The first address beyond places of these sizes. */
  static end(places: Places, sizes: readonly number[]): number {
    return align(places.addresses.at(-1)! + sizes.at(-1)!);
  }
}
