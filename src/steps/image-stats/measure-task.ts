import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import type { CsvValue } from '../../formats/csv.js';
import { readListedFrames } from '../frames/read-listed-frames.js';
import { threadTask } from '../threads/map-in-order.js';
import type { GoodRow } from './good-rows.js';
import { matchFrame, mismatch } from './match-frame.js';
import { measureFrame, type MeasureParams } from './measure-frame.js';

/** A file and the images that a catalogue has from it. */
export interface ListedSource {
  readonly file: InputFile;
  readonly rows: readonly GoodRow[];
}

/** Measures the images of one file: a row of the table for each, or what is wrong with the first bad one. */
export const task = threadTask(
  import.meta.url,
  (params: MeasureParams) =>
    async ({ file, rows }: ListedSource): Promise<{ output: Result<CsvValue[][]> }> => {
      const measured: CsvValue[][] = [];
      for await (const frame of readListedFrames(file, rows)) {
        const row = rows[measured.length];
        if (row === undefined) break;
        const image = matchFrame(row, frame, file);
        if (!image.ok) return { output: image };
        const { index, source, member, camera } = row;
        measured.push([index, source, member, camera ?? null, ...measureFrame(image.value, params)]);
      }
      const row = rows[measured.length];
      if (row === undefined) return { output: ok(measured) };
      return { output: fail(mismatch(row, file.path, 'a file without that image')) };
    },
);
