import type { InputFile } from '../../core/step.js';
import { ok, type Result } from '../../core/result.js';
import type { Vectors } from '../../numerics/distances.js';
import { openLabeller, type Labeller } from '../../numerics/kmeans/labeller.js';
import { imagesInMemory } from '../../numerics/network/image-rows.js';
import type { OpenInference } from '../../numerics/network/inference.js';
import { networkOf, valuesIn } from '../../numerics/network/network.js';
import { scoreByModel, type ImageScore } from '../artifact-score/score-model.js';
import { statisticNames } from '../image-stats/measure-frame.js';
import { fitsjsReader } from '../ingest/fitsjs-reader.js';
import { networkEngine } from '../network/engine.js';
import { mapInOrder } from '../threads/map-in-order.js';
import type { FittedClustering, FittedRun } from './fitted-run.js';
import { task, type FrameRow } from './read-file.js';
import { vectorsOf } from './vectors-of.js';

/** The cluster of an image in one clustering. */
export interface Placement {
  readonly cluster: number;
  /** Euclidean, from the cluster's centre, as kmeans' `distances` has it. */
  readonly distance: number;
  /** How much farther the next centre is; NaN when there is no other. */
  readonly margin: number;
}

/** One image tried. */
export interface AppliedFrame {
  readonly file: InputFile;
  readonly frame: FrameRow;
  /** In the order of the run's clusterings; undefined for an image that is not good. */
  readonly placements?: readonly Placement[];
  readonly score?: ImageScore;
}

/** Some frames, and how many of the files have been read to their end. */
export interface AppliedGroup {
  readonly nFiles: number;
  readonly frames: readonly AppliedFrame[];
}

const mostImages = 64;
const mostBytes = 64 * 1024 * 1024;

/**
 * Takes files through a finished run: all their frames, in the order of the files and then of the cameras. Reading goes on in other
 * threads while a group of images is encoded; memory does not depend on the number of files, nor any number on that of threads.
 * @param options.signal Ends the groups early: ask it.
 * @returns Failure `engine-unavailable` when an engine of the run cannot be loaded.
 */
export function applyRun(
  run: FittedRun,
  files: Iterable<InputFile>,
  options: { readonly threads: number; readonly signal: AbortSignal },
): Result<AsyncGenerator<AppliedGroup, void, undefined>> {
  const engine = networkEngine(run.engine);
  if (!engine.ok) return engine;
  const reader = run.ingest.engine === 'fitsjs' ? fitsjsReader() : ok();
  if (!reader.ok) return reader;
  const { architecture, weights, latentLayer } = run.model;
  const open = (): OpenInference =>
    engine.value.openInference(architecture, weights, { to: latentLayer, threads: options.threads });
  return ok(groups(run, files, open, options));
}

interface Pending {
  readonly file: InputFile;
  readonly frame: FrameRow;
}

async function* groups(
  run: FittedRun,
  files: Iterable<InputFile>,
  open: () => OpenInference,
  options: { readonly threads: number; readonly signal: AbortSignal },
): AsyncGenerator<AppliedGroup, void, undefined> {
  const length = valuesIn(networkOf(run.model.architecture).input);
  const groupValues = length * Math.max(1, Math.min(mostImages, Math.floor(mostBytes / (4 * length))));
  const inference = open();
  const labeller = openLabeller();
  const taken: InputFile[] = [];
  let frames: Pending[] = [];
  let images: Float32Array[] = [];
  let nValues = 0;
  let nFiles = 0;
  const finish = async (): Promise<AppliedGroup> => {
    const pixels = concatenated(images, nValues);
    const group = await applyToGroup(run, frames, pixels, { inference, labeller });
    frames = [];
    images = [];
    nValues = 0;
    return { nFiles, frames: group };
  };
  try {
    const setup = { ingest: run.ingest, measure: run.measure };
    for await (const read of mapInOrder(task, setup, remembering(files, taken), options)) {
      const file = taken.shift();
      if (file === undefined) throw new Error('more outputs than files');
      frames.push(...read.rows.map((frame) => ({ file, frame })));
      images.push(read.images);
      nValues += read.images.length;
      nFiles += 1;
      if (nValues >= groupValues || frames.length >= 8 * mostImages) yield await finish();
    }
    if (frames.length > 0 || nFiles === 0) yield await finish();
  } finally {
    await inference.stop();
    await labeller.stop();
  }
}

/** The items, each also put at the end of `taken` as it is taken. */
function* remembering<T>(items: Iterable<T>, taken: T[]): Generator<T> {
  for (const item of items) {
    taken.push(item);
    yield item;
  }
}

function concatenated(parts: readonly Float32Array[], length: number): Float32Array {
  const all = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function applyToGroup(
  run: FittedRun,
  frames: readonly Pending[],
  images: Float32Array,
  { inference, labeller }: { readonly inference: OpenInference; readonly labeller: Labeller },
): Promise<AppliedFrame[]> {
  const good = frames.filter(({ frame }) => frame.reason === '');
  const latents = await encode(inference, images, good.length);
  const placed: Placement[][] = good.map(() => []);
  const broken = new Set<number>();
  for (const clustering of run.clusterings) {
    const vectors = await vectorsOf(clustering.vectors, latents, (row, statistic) =>
      statisticIn(good[row]?.frame, statistic),
    );
    for (const [i, placement] of place(labeller, vectors, clustering).entries()) {
      if (placement === undefined) broken.add(i);
      else placed[i]?.push(placement);
    }
  }
  let next = 0;
  return frames.map(({ file, frame }) => {
    if (frame.reason !== '') return { file, frame };
    const at = next++;
    const placements = placed[at] ?? [];
    // Weights that overflow for an image such as the network never saw.
    if (broken.has(at)) return { file, frame: { ...frame, reason: 'latents that are not finite' } };
    return { file, frame, placements, ...scored(run, frame, placements) };
  });
}

/** @returns float32 (nRows, values of the latent layer). */
async function encode(inference: OpenInference, images: Float32Array, nRows: number): Promise<Vectors> {
  if (nRows === 0) return { values: new Float32Array(0), nRows: 0, nColumns: 0 };
  const length = images.length / nRows;
  let values = new Float32Array(0);
  for await (const { start, count, outputs } of inference.batches(imagesInMemory(images, length))) {
    const width = outputs.length / count;
    if (start === 0) values = new Float32Array(nRows * width);
    values.set(outputs, start * width);
  }
  return { values, nRows, nColumns: values.length / nRows };
}

/** For each vector its cluster; undefined where it has a value that is not finite. */
function place(
  labeller: Labeller,
  vectors: Vectors,
  { centres, k }: FittedClustering,
): (Placement | undefined)[] {
  const { values, nRows, nColumns } = vectors;
  if (nRows === 0) return [];
  const isFinite = Array.from({ length: nRows }, (_, i) =>
    values.subarray(i * nColumns, (i + 1) * nColumns).every(Number.isFinite),
  );
  const { labels, distances } = labeller.label(vectors, centres);
  return isFinite.map((finite, i) => {
    if (!finite) return undefined;
    const cluster = labels[i] ?? 0;
    const own = distances.subarray(i * k, (i + 1) * k);
    const distance = own[cluster] ?? NaN;
    const next = own.reduce((least, other, c) => (c !== cluster && other < least ? other : least), Infinity);
    return { cluster, distance, margin: next === Infinity ? NaN : next - distance };
  });
}

function statisticIn(frame: FrameRow | undefined, statistic: string): number {
  return frame?.statistics?.[statisticNames.indexOf(statistic)] ?? NaN;
}

function scored(
  { score }: FittedRun,
  frame: FrameRow,
  placements: readonly Placement[],
): { readonly score?: ImageScore } {
  if (score === undefined) return {};
  const valueOf = (name: string): number => statisticIn(frame, name);
  const clusters = score.clusterings.map((at) => placements[at]?.cluster ?? -1);
  return { score: scoreByModel(score.model, valueOf, clusters) };
}
