import { memoryLimitBytes, type WasmMemory } from '../wasm-kernels.js';

const pageBytes = 65536;

/** Places in a WebAssembly memory, taken one after another and given back in the reverse order. The memory grows as needed. */
export class Arena {
  readonly #memory: WasmMemory;
  #end: number;

  /** @param start First byte that is free. */
  constructor(memory: WasmMemory, start: number) {
    this.#memory = memory;
    this.#end = align(start);
  }

  /** Where the next place will be; `release` takes it to give back all that was taken since. */
  get end(): number {
    return this.#end;
  }

  release(end: number): void {
    this.#end = end;
  }

  float32(length: number): Float32Array {
    return new Float32Array(...this.#take(4 * length), length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(...this.#take(8 * length), length);
  }

  int32(length: number): Int32Array {
    return new Int32Array(...this.#take(4 * length), length);
  }

  /** What a place held before stays there: only fresh memory is zero. */
  #take(bytes: number): [ArrayBuffer, number] {
    const at = this.#end;
    const end = align(at + bytes);
    if (end > memoryLimitBytes) throw new RangeError(`${end} bytes, above ${memoryLimitBytes}`);
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    this.#end = end;
    return [this.#memory.buffer, at];
  }
}

function align(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}
