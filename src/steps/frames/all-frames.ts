import type { InputFile } from '../../core/step.js';
import { isNamedAsArchive } from './frame-names.js';
import { readFrames, type Frame } from './read-frames.js';

/**
 * The frames of all files in the files' order, each with the file that it came from and how many frames there will be in all:
 * a guess from the files' names, put right as each file has been read.
 */
export function* allFrames(
  files: readonly InputFile[],
  cameras: readonly number[],
): Generator<{ readonly frame: Frame; readonly file: InputFile; readonly total: number }> {
  const guess = ({ name }: InputFile): number => (isNamedAsArchive(name) ? cameras.length : 1);
  let total = files.reduce((sum, file) => sum + guess(file), 0);
  let done = 0;
  for (const file of files) {
    const before = done;
    for (const frame of readFrames(file, cameras)) {
      done += 1;
      total = Math.max(total, done);
      yield { frame, file, total };
    }
    total += done - before - guess(file);
  }
}
