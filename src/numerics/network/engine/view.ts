import { valuesIn } from '../network.js';
import type { Machine } from './machine.js';

/** A shape as rows of values: an image's rows of pixels, or one row for anything else. */
export interface Rows {
  readonly rows: number;
  /** Values in a row. */
  readonly length: number;
  readonly channels: number;
}

export function rowsOf(shape: readonly number[]): Rows {
  const [height, width, channels] = shape;
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined) {
    return { rows: height, length: width * channels, channels };
  }
  return { rows: 1, length: valuesIn(shape), channels: shape.at(-1) ?? 1 };
}

/** Where a layer finds one image's values: the address of the first, and the bytes from a row to the next. */
export interface View {
  at(image: number): number;
  readonly pitch: number;
}

/** Values of all images of a batch, image after image, and their gradients (0 when there are none). */
export interface BatchTensor {
  readonly values: number;
  readonly gradients: number;
  /** Values an image. */
  readonly length: number;
}

export function batchTensor(
  machine: Machine,
  shape: readonly number[],
  batchSize: number,
  hasGradients: boolean,
): BatchTensor {
  const length = valuesIn(shape);
  const bytes = batchSize * length * 4;
  return {
    values: machine.allocate(bytes),
    gradients: hasGradients ? machine.allocate(bytes) : 0,
    length,
  };
}

export function batchView(start: number, shape: readonly number[]): View {
  const { rows, length } = rowsOf(shape);
  return { at: (image) => start + image * rows * length * 4, pitch: length * 4 };
}

/** Room for one image in the thread's own memory, with a border of `border` pixels that stay zero. */
export function scratchView(machine: Machine, shape: readonly number[], border = 0): View {
  const { rows, length, channels } = rowsOf(shape);
  const pitch = (length + 2 * border * channels) * 4;
  const start = machine.allocateScratch((rows + 2 * border) * pitch);
  const origin = start + border * pitch + border * channels * 4;
  return { at: () => machine.scratchAddress(origin), pitch };
}

/** Likewise for all images of a batch, in the memory that threads share. */
export function keptView(machine: Machine, shape: readonly number[], batchSize: number, border = 0): View {
  const { rows, length, channels } = rowsOf(shape);
  const pitch = (length + 2 * border * channels) * 4;
  const imageBytes = (rows + 2 * border) * pitch;
  const start = machine.allocate(imageBytes * batchSize) + border * pitch + border * channels * 4;
  return { at: (image) => start + image * imageBytes, pitch };
}
