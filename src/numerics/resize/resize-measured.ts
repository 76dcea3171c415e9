import type { BasicStatistics } from '../image-statistics.js';
import type { Extent } from '../min-max.js';
import type { Plane } from '../resize.js';
import type { BoundKernels } from '../wasm-kernels.js';
import type { AxisMap, ResizeMethod } from './axis-map.js';
import { imageMemory, type ImageKernels } from './image-memory.js';
import { keptAxisMap } from './kept-axis-map.js';

export interface Target {
  /** Rows of the result, at least 1. */
  readonly height: number;
  /** Columns of the result, at least 1. */
  readonly width: number;
  readonly method: ResizeMethod;
}

/** A resized image that still lies in the kernels' memory, until the next one is resized on this thread. */
export interface MeasuredResize {
  /** Of the image as it was, the same as `basicStatistics` gives. */
  readonly statistics: BasicStatistics;
  /** Of the resized image, of values that are not NaN; Infinity and -Infinity where all are. */
  readonly extent: Extent;
  /** float64 (target.height * target.width), row-major; the caller's own. */
  values(): Float64Array;
  /** The same as `normaliseMinMax` makes of them; ask only where the extent's range is positive and finite. */
  unitRange(): Float32Array<ArrayBuffer>;
}

/** See `resize`, and `basicStatistics`: both in one pass over the pixels. */
export function resizeMeasured(image: Plane, { height, width, method }: Target): MeasuredResize {
  if (!(image.height >= 1 && image.width >= 1 && height >= 1 && width >= 1)) {
    throw new RangeError(`resize: ${image.height} x ${image.width} to ${height} x ${width}`);
  }
  const [across, down] = [keptAxisMap(image.width, width, method), keptAxisMap(image.height, height, method)];
  const bound = imageMemory(sizesOf(image, across, down));
  const facts = bound.float64(Place.facts);
  facts.set([Infinity, -Infinity, 0, 0, 0, 0]);
  mapAllRows(bound, image, across);
  mapAllColumns(bound, across.outputs, down);
  const [min, max] = bound.float64(Place.extent) as unknown as [number, number];
  return {
    statistics: statisticsOf(facts, image.pixels.length),
    extent: { min, max },
    values: () => bound.float64(Place.result).slice(0, height * width),
    unitRange: () => {
      const { kernels, addresses } = bound;
      const [result, extent, unit] = [Place.result, Place.extent, Place.unit].map(
        (place) => addresses[place]!,
      );
      kernels.toUnitRange(result!, height * width, extent!, unit!);
      return copyOf(bound.float32(Place.unit).subarray(0, height * width));
    },
  };
}

/** The arrays in the kernels' memory. */
const Place = {
  facts: 0,
  extent: 1,
  block: 2,
  padded: 3,
  narrow: 4,
  result: 5,
  unit: 6,
  sources: 7,
  starts: 8,
  weights: 9,
} as const;

function sizesOf({ height, width }: Plane, across: AxisMap, down: AxisMap): number[] {
  const nResult = down.outputs * across.outputs;
  return [
    8 * 6,
    8 * 2,
    8 * blockRows(width) * width,
    32 * across.sources.length,
    8 * height * across.outputs,
    8 * (nResult + 1),
    4 * (nResult + 1),
    4 * Math.max(across.sources.length, down.sources.length),
    4 * Math.max(across.outputs, down.outputs),
    8 * Math.max(across.weights.length, down.weights.length),
  ];
}

/** Rows that are brought to the kernels at a time: a multiple of four, few enough to stay in a processor's nearer cache. */
function blockRows(width: number): number {
  return 4 * Math.max(1, Math.floor(16384 / (4 * width)));
}

function mapAllRows(bound: BoundKernels<ImageKernels>, { height, width, pixels }: Plane, map: AxisMap): void {
  layMap(bound, map);
  const { kernels, addresses } = bound;
  const block = bound.float64(Place.block);
  const step = blockRows(width);
  for (let first = 0; first < height; first += step) {
    const nRows = Math.min(step, height - first);
    block.set(pixels.subarray(first * width, (first + nRows) * width));
    kernels.measure(addresses[Place.block]!, nRows * width, addresses[Place.facts]!);
    kernels.mapRows(
      addresses[Place.block]!,
      nRows,
      width,
      addresses[Place.sources]!,
      map.sources.length,
      addresses[Place.padded]!,
      addresses[Place.starts]!,
      addresses[Place.weights]!,
      map.taps,
      map.outputs,
      addresses[Place.narrow]! + 8 * map.outputs * first,
    );
  }
}

function mapAllColumns(bound: BoundKernels<ImageKernels>, width: number, map: AxisMap): void {
  layMap(bound, map);
  const { kernels, addresses } = bound;
  kernels.mapColumns(
    addresses[Place.narrow]!,
    width,
    addresses[Place.sources]!,
    addresses[Place.starts]!,
    addresses[Place.weights]!,
    map.taps,
    map.outputs,
    addresses[Place.facts]!,
    addresses[Place.result]!,
    addresses[Place.extent]!,
  );
}

function layMap(bound: BoundKernels<ImageKernels>, { sources, starts, weights }: AxisMap): void {
  bound.int32(Place.sources).set(sources);
  bound.int32(Place.starts).set(starts);
  bound.float64(Place.weights).set(weights);
}

/** The kernels' memory is shared between threads by its type; a copy is not. */
function copyOf(values: Float32Array): Float32Array<ArrayBuffer> {
  const copy = new Float32Array(values.length);
  copy.set(values);
  return copy;
}

function statisticsOf(facts: Float64Array, nPixels: number): BasicStatistics {
  const [min, max, sum, lost, zeros, nonFinite] = facts as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const nFinite = nPixels - nonFinite;
  return {
    min: nFinite === 0 ? NaN : min,
    max: nFinite === 0 ? NaN : max,
    mean: nFinite === 0 ? NaN : (sum + lost) / nFinite,
    zeroFluxFraction: nPixels === 0 ? 0 : zeros / nPixels,
    nonFinite,
  };
}
