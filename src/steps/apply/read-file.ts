import type { JsonObject } from '../../core/json.js';
import type { InputFile } from '../../core/step.js';
import type { CsvValue } from '../../formats/csv.js';
import { basicStatistics } from '../../numerics/image-statistics.js';
import { readFrames, type Frame } from '../frames/read-frames.js';
import { measureFrame, type MeasureParams } from '../image-stats/measure-frame.js';
import { reasonPhrase } from '../ingest/catalogue.js';
import { takeFrame } from '../ingest/take-frame.js';
import { threadTask } from '../threads/map-in-order.js';
import { headerCells } from './frame-cells.js';

/** What reading needs of a fitted run. */
export interface ReadSetup {
  readonly ingest: JsonObject;
  readonly measure: MeasureParams | undefined;
}

/** One image tried, as the catalogue tells it. */
export interface FrameRow {
  readonly member: string;
  readonly camera: number | null;
  readonly galaxy: string;
  /** Empty for a good image. */
  readonly reason: string;
  /** This and what follows only of an image that could be read. */
  readonly shape?: { readonly height: number; readonly width: number };
  /** In the order of `statisticNames`, or of `basicNames` when the run measures none. */
  readonly statistics?: readonly number[];
  /** In the order of `headerColumns`. */
  readonly header?: readonly CsvValue[];
  /** In the order of ingest's `header_keywords`. */
  readonly keywords?: readonly CsvValue[];
}

export interface ReadFile {
  readonly rows: readonly FrameRow[];
  /** float32, the good images one after another. */
  readonly images: Float32Array;
}

/** The statistics that ingest's own catalogue has. */
export const basicNames: readonly string[] = ['zero_flux_fraction', 'min', 'max', 'mean'];

interface IngestParams {
  readonly cameras: readonly number[];
  readonly size: number;
  readonly normalise: 'min-max' | 'none';
  readonly header_keywords: readonly string[];
}

/** Reads, measures and prepares all frames of a file, as ingest and image-stats do. */
export const task = threadTask(
  import.meta.url,
  ({ ingest, measure }: ReadSetup) =>
    async (file: InputFile) => {
      const params = ingest as unknown as IngestParams;
      const rows: FrameRow[] = [];
      const images: Float32Array[] = [];
      for await (const frame of readFrames(file, params.cameras)) {
        const { entry, values } = takeFrame(frame, { file, index: 0, ...params });
        if (values !== undefined) images.push(values);
        const { member, camera, galaxy, failure, shape, headerFields } = entry;
        rows.push({
          ...{ member, camera: camera ?? null, galaxy },
          reason: failure === undefined ? '' : reasonPhrase(failure),
          ...(shape === undefined ? {} : { shape }),
          ...(headerFields === undefined ? {} : { keywords: headerFields }),
          ...measured(frame, measure),
        });
      }
      const output: ReadFile = { rows, images: joined(images) };
      return { output, transfer: [output.images.buffer as ArrayBuffer] };
    },
);

function measured(
  { image }: Frame,
  measure: MeasureParams | undefined,
): Pick<FrameRow, 'statistics' | 'header'> {
  if (!image.ok) return {};
  const header = headerCells(image.value.header);
  if (measure !== undefined) return { statistics: measureFrame(image.value, measure), header };
  const { zeroFluxFraction, min, max, mean } = basicStatistics(image.value.pixels);
  return { statistics: [zeroFluxFraction, min, max, mean], header };
}

function joined(images: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(images.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const image of images) {
    all.set(image, at);
    at += image.length;
  }
  return all;
}
