import { bindKernels, bytesOfArrays, compileKernels, type BoundKernels } from '../wasm-kernels.js';

/** Addresses are in bytes. See `kernels/images/`. */
export interface ImageKernels {
  heapBase(): number;
  measure(pixels: number, n: number, facts: number): void;
  mapRows(
    rows: number,
    nRows: number,
    width: number,
    sources: number,
    nPadded: number,
    padded: number,
    starts: number,
    weights: number,
    taps: number,
    outputs: number,
    out: number,
  ): void;
  mapColumns(
    narrow: number,
    width: number,
    sources: number,
    starts: number,
    weights: number,
    taps: number,
    outputs: number,
    facts: number,
    out: number,
    extent: number,
  ): void;
  toUnitRange(values: number, n: number, extent: number, out: number): void;
}

const module = compileKernels('images');
let memory: BoundKernels<ImageKernels> | undefined;
let capacities: readonly number[] = [];

/**
 * The image kernels of this thread, bound to arrays of at least these sizes in bytes, their content whatever an earlier image
 * left there. They stay for the next image, which as a rule is of much the same size.
 */
export function imageMemory(sizes: readonly number[]): BoundKernels<ImageKernels> {
  const isLarge = (bytes: number, i: number): boolean => bytes > (capacities[i] ?? -1);
  if (memory !== undefined && !sizes.some(isLarge)) return memory;
  const grown = sizes.map((bytes, i) => (isLarge(bytes, i) ? roundedUp(bytes) : (capacities[i] ?? 0)));
  const isFar = bytesOfArrays(grown) > keptBytes;
  // One giant is not to keep its memory for good, nor to be given more than it needs.
  const bound = bindKernels<ImageKernels>(module, isFar ? sizes : grown);
  memory = isFar ? undefined : bound;
  capacities = isFar ? [] : grown;
  return bound;
}

const keptBytes = 64 * 1024 * 1024;

/** A quarter more than what is needed, so that images that grow little by little do not each ask for new memory. */
function roundedUp(bytes: number): number {
  return 64 * Math.ceil((1.25 * bytes) / 64);
}
