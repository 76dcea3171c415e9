import type { InputFile } from '../../core/step.js';
import type { CsvValue } from '../../formats/csv.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import type { BasicStatistics } from '../../numerics/image-statistics.js';
import { measureFrame, type MeasureParams } from '../image-stats/measure-frame.js';
import { reasonPhrase } from '../ingest/catalogue.js';
import { ingestFile } from '../ingest/ingest-file.js';
import type { IngestParams } from '../ingest/params.js';
import { threadTask } from '../threads/map-in-order.js';
import { headerCells } from './frame-cells.js';

/** What reading needs of a fitted run. */
export interface ReadSetup {
  readonly ingest: IngestParams;
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

/** Reads, measures and prepares all frames of a file, as ingest and image-stats do. */
export const task = threadTask(
  import.meta.url,
  ({ ingest, measure }: ReadSetup) =>
    async (file: InputFile) => {
      const nKeywords = ingest.header_keywords.length;
      const rows: FrameRow[] = [];
      const images: Float32Array[] = [];
      for await (const { entry, values, image } of ingestFile(file, ingest)) {
        if (values !== undefined) images.push(values);
        const { member, camera, galaxy, failure, shape, statistics, headerFields } = entry;
        rows.push({
          ...{ member, camera: camera ?? null, galaxy },
          reason: failure === undefined ? '' : reasonPhrase(failure, member),
          ...(shape === undefined ? {} : { shape }),
          ...(image === undefined ? {} : { header: headerCells(image) }),
          // Where `wcs` is set, its keywords come after them.
          ...(headerFields === undefined ? {} : { keywords: headerFields.slice(0, nKeywords) }),
          ...measured(image, statistics, measure),
        });
      }
      const output: ReadFile = { rows, images: joined(images) };
      return { output, transfer: [output.images.buffer as ArrayBuffer] };
    },
);

function measured(
  image: FitsImage | undefined,
  basic: BasicStatistics | undefined,
  measure: MeasureParams | undefined,
): Pick<FrameRow, 'statistics'> {
  if (image !== undefined && measure !== undefined) return { statistics: measureFrame(image, measure) };
  return basic === undefined
    ? {}
    : { statistics: [basic.zeroFluxFraction, basic.min, basic.max, basic.mean] };
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
