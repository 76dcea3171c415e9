import { readFileSync } from 'node:fs';

/** The parts of WebAssembly's interface in use; Node's types leave it to the browser's, which are not loaded here. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WasmInterface {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly Instance: new (
    module: WasmModule,
    imports: { env: { memory: WasmMemory } },
  ) => { readonly exports: unknown };
}

declare const wasmModule: unique symbol;

/** Compiled kernels, which any number of memories can be bound to. */
export interface WasmModule {
  readonly [wasmModule]: true;
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WasmInterface };
const pageBytes = 65536;
const maximumPages = 65536;

/** The most that one memory holds: 32-bit addresses, less a page for what the kernels themselves need. */
export const memoryLimitBytes = (maximumPages - 1) * pageBytes;

/** Compiles `kernels/<name>.wasm`. */
export function compileKernels(name: string): WasmModule {
  return new WebAssembly.Module(readFileSync(new URL(`./kernels/${name}.wasm`, import.meta.url)));
}

/** Kernels bound to a memory with room for some arrays, all zero. */
export interface BoundKernels<Kernels> {
  /** For a team of threads that run the same kernels. */
  readonly memory: WasmMemory;
  readonly kernels: Kernels;
  /** Addresses of the arrays, multiples of 64, in the order asked for. */
  readonly addresses: readonly number[];
  float32(array: number): Float32Array;
  float64(array: number): Float64Array;
  int32(array: number): Int32Array;
  uint32(array: number): Uint32Array;
}

const align = (bytes: number): number => 64 * Math.ceil(bytes / 64);

/** Bytes of memory that arrays of these sizes take together. */
export function bytesOfArrays(sizes: readonly number[]): number {
  return sizes.reduce((total, bytes) => total + align(bytes), 0);
}

/**
 * Binds kernels to a fresh memory.
 * @param sizes Bytes of each array, together at most `memoryLimitBytes`.
 */
export function bindKernels<Kernels extends { heapBase(): number }>(
  module: WasmModule,
  sizes: readonly number[],
): BoundKernels<Kernels> {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: true });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
  const addresses: number[] = [];
  let end = align(kernels.heapBase());
  for (const bytes of sizes) {
    addresses.push(end);
    end += align(bytes);
  }
  memory.grow(Math.max(0, Math.ceil(end / pageBytes) - 1));
  const place = (array: number, itemBytes: number) =>
    [memory.buffer, addresses[array]!, sizes[array]! / itemBytes] as const;
  return {
    memory,
    kernels,
    addresses,
    float32: (array) => new Float32Array(...place(array, 4)),
    float64: (array) => new Float64Array(...place(array, 8)),
    int32: (array) => new Int32Array(...place(array, 4)),
    uint32: (array) => new Uint32Array(...place(array, 4)),
  };
}

/** Zeroed memory that threads share. @throws RangeError above WebAssembly's 4 GiB. */
export function sharedMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / pageBytes);
  if (pages > maximumPages) throw new RangeError(`${bytes} bytes, above ${maximumPages * pageBytes}`);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Kernels bound to a memory that another thread may have made. */
export function instantiateKernels(module: WasmModule, memory: WasmMemory): unknown {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
