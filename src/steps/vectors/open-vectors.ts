import { ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { NpyRows } from '../../formats/npy.js';
import { sourceOf, type VectorSource } from '../../numerics/vector-source.js';
import { readVectors } from './read-vectors.js';
import type { LossyColumn } from './rounding.js';

/** Vectors of a file, to be closed in the end. */
export interface OpenVectors extends VectorSource {
  /** What rounding to float32 took from them. */
  readonly lossy?: LossyColumn | undefined;
  close(): Promise<void>;
}

const chunkBytes = 16 * 1024 * 1024;

/** As `readVectors`, but a float32 `.npy` file is read a few megabytes at a time, straight to where its rows are needed. */
export async function openVectors(file: InputFile): Promise<Result<OpenVectors>> {
  const opened = await NpyRows.open(file.path);
  if (opened.ok) {
    const { nRows, rowLength, dtype } = opened.value;
    if (dtype === 'float32' && nRows * rowLength > 0) return ok(streamed(opened.value));
    await opened.value.close();
  }
  const vectors = await readVectors(file);
  if (!vectors.ok) return vectors;
  const { lossy } = vectors.value;
  return ok({ ...sourceOf(vectors.value), lossy, close: () => Promise.resolve() });
}

function streamed(file: NpyRows): OpenVectors {
  const { nRows, rowLength: nColumns } = file;
  return {
    nRows,
    nColumns,
    async copyRows(rows, target, stride) {
      const chunkRows = Math.max(1, Math.floor(chunkBytes / (4 * nColumns)));
      const placed = Array.from(rows, (row, place) => ({ row, place })).sort((a, b) => a.row - b.row);
      let [start, end] = [0, 0];
      let chunk = new Float32Array(0);
      for (const { row, place } of placed) {
        if (row >= end) {
          start = row - (row % chunkRows);
          end = Math.min(nRows, start + chunkRows);
          chunk = new Float32Array((end - start) * nColumns);
          await file.readInto(start, chunk);
        }
        const from = (row - start) * nColumns;
        target.set(chunk.subarray(from, from + nColumns), place * stride);
      }
    },
    close: () => file.close(),
  };
}
