import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import { finiteExtent } from '../../numerics/min-max.js';
import type { Frame } from '../frames/read-frames.js';
import type { GoodRow } from './good-rows.js';

const remedy = 'give image-stats the same files that ingest read for this catalogue';

/** The frame's image when it is the one that the catalogue's row describes: the same member, size and extremes. */
export function matchFrame(row: GoodRow, frame: Frame, { path }: InputFile): Result<FitsImage> {
  if (!frame.image.ok) return frame.image;
  const image = frame.image.value;
  const { min, max } = finiteExtent(image.pixels);
  const found = describe({ ...image, member: frame.member, min, max });
  return found === describe(row) ? ok(image) : fail(mismatch(row, path, found));
}

export function missingSource(source: string, nFiles: number): UnsuitableInput {
  return {
    reason: 'unsuitable-input',
    input: 'files',
    found: `no file named ${source} among ${nFiles}`,
    expected: 'every file that the catalogue names',
    remedy,
  };
}

/** The fault of a catalogue and files that do not belong together; `found` is what stands where the row's image should. */
export function mismatch(row: GoodRow, file: string, found: string): UnsuitableInput {
  return {
    reason: 'unsuitable-input',
    input: 'files',
    file,
    ...(row.member === '' ? {} : { member: row.member }),
    found,
    expected: `${describe(row)}, as row ${row.index} of the catalogue says`,
    remedy,
  };
}

/** Numbers are printed so that they read back exactly, so equal texts mean equal images' facts. */
function describe({ member, width, height, min, max }: Omit<GoodRow, 'index' | 'source' | 'camera'>): string {
  const name = member === '' ? 'an image' : member;
  return `${name} of ${width} x ${height} pixels from ${min} to ${max}`;
}
