import type { WasmMemory } from '../../wasm-kernels.js';
import { loadKernels, type Kernels } from './kernels.js';

/** Hands out addresses one after another, each a multiple of 64; nothing is given back. */
export class Arena {
  #next: number;

  constructor(start: number) {
    this.#next = start;
  }

  allocate(bytes: number): number {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }

  get end(): number {
    return this.#next;
  }
}

/** What changes from batch to batch, shared by all threads. */
export interface Step {
  /** Images in this batch. */
  readonly images: number;
  /** Batches trained before this one: what dropout's masks derive from. */
  readonly number: number;
  /** The optimizer's learning rate for this step. */
  readonly rate: number;
}

// Kernels keep nothing below; kernels' own (empty) data and a null address stay clear of ours.
const firstAddress = 65536;

/** Kernels may read this far past the end of a row. */
const slackBytes = 64;

interface Attachment {
  readonly kernels: Kernels;
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
  readonly scratchStart: number;
}

/**
 * The memory that a network is laid out in, as one thread sees it. Programs are first laid out (every thread comes to the same
 * addresses), then run once the machine is attached to the memory. `scratch` addresses are a thread's own.
 */
export class Machine {
  readonly shared = new Arena(firstAddress);
  readonly #scratch = new Arena(0);
  readonly #thread: number;
  #attached: Attachment | undefined;

  constructor(thread: number) {
    this.#thread = thread;
  }

  /** An address in the thread's own part of memory, relative to its start: see `scratchAddress`. */
  allocateScratch(bytes: number): number {
    return this.#scratch.allocate(bytes + slackBytes);
  }

  allocate(bytes: number): number {
    return this.shared.allocate(bytes + slackBytes);
  }

  /** Bytes needed in all, for so many threads. */
  bytesFor(threads: number): number {
    return this.shared.end + threads * this.#scratch.end + slackBytes;
  }

  attach(memory: WasmMemory): void {
    const buffer = memory.buffer;
    this.#attached = {
      kernels: loadKernels(memory),
      floats: new Float32Array(buffer),
      doubles: new Float64Array(buffer),
      scratchStart: this.shared.end + this.#thread * this.#scratch.end,
    };
  }

  #require(): Attachment {
    if (this.#attached === undefined) throw new Error('the machine is not attached to a memory');
    return this.#attached;
  }

  get kernels(): Kernels {
    return this.#require().kernels;
  }

  scratchAddress(offset: number): number {
    return this.#require().scratchStart + offset;
  }

  /** The float32 values at an address. */
  floats(address: number, length: number): Float32Array {
    return this.#require().floats.subarray(address / 4, address / 4 + length);
  }

  /** The float64 values at an address. */
  doubles(address: number, length: number): Float64Array {
    return this.#require().doubles.subarray(address / 8, address / 8 + length);
  }
}
