import type { InputFile } from '../../core/step.js';
import { isNamedAsArchive } from '../frames/frame-names.js';
import type { IngestParams } from './params.js';

/** Some cameras of one file, few enough that their images fit in memory together. */
export interface FilePart {
  readonly file: InputFile;
  readonly cameras: readonly number[];
  /** Whether it is the file's first: an image without a camera belongs there. */
  readonly isFirst: boolean;
  /** How many images it probably has, by the file's name. */
  readonly nExpected: number;
}

/** Images of a part together, in bytes: several parts wait to be written. */
const partBytes = 8 * 1024 * 1024;

/** Files cut into parts; all cameras of a file together as a rule. */
export function fileParts(
  files: readonly InputFile[],
  { cameras, size }: Pick<IngestParams, 'cameras' | 'size'>,
): FilePart[] {
  const most = Math.max(1, Math.floor(partBytes / (4 * size * size)));
  const groups: number[][] = [];
  for (let first = 0; first < cameras.length; first += most) groups.push(cameras.slice(first, first + most));
  return files.flatMap((file) =>
    groups.map((group, i) => {
      const isFirst = i === 0;
      const nExpected = isNamedAsArchive(file.name) ? group.length : Number(isFirst);
      return { file, cameras: group, isFirst, nExpected };
    }),
  );
}

/** Parts that go to a thread together: a message for each would cost as much as a small image. */
const mostTogether = 8;

/** Consecutive parts in groups, as few as leaves every thread several to take, and no more in bytes than a part may have. */
export function groupParts(
  parts: readonly FilePart[],
  { size, threads }: { readonly size: number; readonly threads: number },
): FilePart[][] {
  const most = Math.min(mostTogether, Math.max(1, Math.floor(parts.length / (8 * threads))));
  const groups: FilePart[][] = [];
  let bytes = 0;
  for (const part of parts) {
    const last = groups.at(-1);
    bytes += 4 * size * size * part.nExpected;
    if (last !== undefined && last.length < most && bytes <= partBytes) last.push(part);
    else {
      groups.push([part]);
      bytes = 4 * size * size * part.nExpected;
    }
  }
  return groups;
}
