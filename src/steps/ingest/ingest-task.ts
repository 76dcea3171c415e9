import { threadTask } from '../threads/map-in-order.js';
import type { CatalogueEntry } from './catalogue.js';
import type { FilePart } from './file-parts.js';
import { ingestFile } from './ingest-file.js';
import type { IngestParams } from './params.js';

/** What came of a part of a file. */
export interface IngestedPart {
  readonly entries: readonly CatalogueEntry[];
  /** The good images one after another, float32 (nGood, size, size). */
  readonly values: Float32Array<ArrayBuffer>;
}

/** Ingests parts of files one after the other, up to the first bad image where that ends the step. */
export const task = threadTask(import.meta.url, (params: IngestParams) => async (parts: FilePart[]) => {
  const output: IngestedPart[] = [];
  for (const part of parts) {
    const ingested = await ingestPart(part, params);
    output.push(ingested);
    const isEnd =
      params.bad_images === 'fail' && ingested.entries.some(({ failure }) => failure !== undefined);
    if (isEnd) break;
  }
  return { output, transfer: output.map(({ values }) => values.buffer) };
});

async function ingestPart(part: FilePart, params: IngestParams): Promise<IngestedPart> {
  const entries: CatalogueEntry[] = [];
  const images: Float32Array[] = [];
  for await (const { entry, values } of ingestFile(part.file, { ...params, cameras: [...part.cameras] })) {
    if (entry.camera === undefined && !part.isFirst) continue;
    entries.push(entry);
    if (values !== undefined) images.push(values);
    else if (params.bad_images === 'fail') break;
  }
  return { entries, values: joined(images) };
}

function joined(images: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const length = images[0]?.length ?? 0;
  const all = new Float32Array(images.length * length);
  for (const [i, image] of images.entries()) all.set(image, i * length);
  return all;
}
