import type { BasicStatistics } from '../image-statistics.js';
import type { Plane } from '../resize.js';
import type { BoundKernels } from '../wasm-kernels.js';
import { axisMap, type AxisMap, type ResizeMethod } from './axis-map.js';
import { imageMemory, type ImageKernels } from './image-memory.js';

export interface Target {
  /** Rows of the result, at least 1. */
  readonly height: number;
  /** Columns of the result, at least 1. */
  readonly width: number;
  readonly method: ResizeMethod;
}

export interface MeasuredResize {
  /** Of the image as it was, the same as `basicStatistics` gives. */
  readonly statistics: BasicStatistics;
  /** float64 (target.height * target.width), row-major. */
  readonly values: Float64Array;
}

/** See `resize`, and `basicStatistics`: both in one pass over the pixels. */
export function resizeMeasured(image: Plane, { height, width, method }: Target): MeasuredResize {
  if (!(image.height >= 1 && image.width >= 1 && height >= 1 && width >= 1)) {
    throw new RangeError(`resize: ${image.height} x ${image.width} to ${height} x ${width}`);
  }
  const axes = {
    across: keptAxisMap(image.width, width, method),
    down: keptAxisMap(image.height, height, method),
  };
  const bound = imageMemory(sizesOf(image, axes));
  const facts = bound.float64(Place.facts).subarray(0, 6);
  facts.set([Infinity, -Infinity, 0, 0, 0, 0]);
  mapAllRows(bound, image, axes.across);
  const { kernels, addresses } = bound;
  layMap(bound, axes.down);
  kernels.mapColumns(
    addresses[Place.narrow]!,
    width,
    addresses[Place.sources]!,
    addresses[Place.starts]!,
    addresses[Place.weights]!,
    axes.down.taps,
    height,
    addresses[Place.facts]!,
    addresses[Place.result]!,
  );
  return {
    statistics: statisticsOf(facts, image.pixels.length),
    values: bound.float64(Place.result).slice(0, height * width),
  };
}

/** The arrays in the kernels' memory. */
const Place = {
  facts: 0,
  block: 1,
  padded: 2,
  narrow: 3,
  result: 4,
  sources: 5,
  starts: 6,
  weights: 7,
} as const;

interface Axes {
  readonly across: AxisMap;
  readonly down: AxisMap;
}

function sizesOf({ height, width }: Plane, { across, down }: Axes): number[] {
  const most = (of: (map: AxisMap) => number): number => Math.max(of(across), of(down));
  return [
    8 * 6,
    8 * blockRows(width) * width,
    32 * across.sources.length,
    8 * height * across.outputs,
    8 * down.outputs * across.outputs,
    4 * most(({ sources }) => sources.length),
    4 * most(({ outputs }) => outputs),
    8 * most(({ weights }) => weights.length),
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
    for (let row = 0; row < nRows; row += 4) {
      const at = (lane: number): number => Math.min(row + lane, nRows - 1);
      const from = (lane: number): number => addresses[Place.block]! + 8 * width * at(lane);
      const to = (lane: number): number => addresses[Place.narrow]! + 8 * map.outputs * (first + at(lane));
      kernels.mapFourRows(
        ...[from(0), from(1), from(2), from(3)],
        ...[addresses[Place.sources]!, map.sources.length, addresses[Place.padded]!],
        ...[addresses[Place.starts]!, addresses[Place.weights]!, map.taps, map.outputs],
        ...[to(0), to(1), to(2), to(3)],
      );
    }
  }
}

function layMap(bound: BoundKernels<ImageKernels>, { sources, starts, weights }: AxisMap): void {
  bound.int32(Place.sources).set(sources);
  bound.int32(Place.starts).set(starts);
  bound.float64(Place.weights).set(weights);
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

const keptMaps = new Map<string, AxisMap>();
let keptWeights = 0;
/** float64 values, 8 MB. */
const mostKeptWeights = 1 << 20;

/** A survey has a few hundred sizes of frame, and making a map costs as much as applying it. */
function keptAxisMap(inputs: number, outputs: number, method: ResizeMethod): AxisMap {
  const key = `${method} ${inputs} ${outputs}`;
  const kept = keptMaps.get(key);
  if (kept !== undefined) return kept;
  const map = axisMap(inputs, outputs, method);
  if (keptWeights + map.weights.length > mostKeptWeights) {
    keptMaps.clear();
    keptWeights = 0;
  }
  keptWeights += map.weights.length;
  keptMaps.set(key, map);
  return map;
}
