import { bindKernels, type WasmMemory, type WasmModule } from '../wasm-kernels.js';
import { KernelTeam } from './kernel-team.js';

const pageBytes = 65536;
const align = (bytes: number): number => 64 * Math.ceil(bytes / 64);

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
 * One memory and one team of threads for all stages of a computation: what a later stage lays out takes the place of what an earlier
 * one needed. Stop the team in the end.
 */
export class Workspace {
  readonly team: KernelTeam;
  readonly #memory: WasmMemory;
  readonly #base: number;

  constructor(module: WasmModule, threads: number) {
    const bound = bindKernels<{ heapBase(): number }>(module, []);
    this.#memory = bound.memory;
    this.#base = align(bound.kernels.heapBase());
    this.team = new KernelTeam(module, bound.memory, threads);
  }

  /**
   * Makes places of these sizes in bytes; all bytes are zero.
   * @param from Where they begin: beyond places to keep, by default over all that there are.
   */
  layOut(sizes: readonly number[], from = this.#base): Places {
    const addresses: number[] = [];
    let end = align(from);
    const first = end;
    for (const bytes of sizes) {
      addresses.push(end);
      end += align(bytes);
    }
    const before = this.#memory.buffer.byteLength;
    if (first < before) new Uint8Array(this.#memory.buffer, first, Math.min(end, before) - first).fill(0);
    if (end > before) this.#memory.grow(Math.ceil((end - before) / pageBytes));
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
}
