import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { isLitter } from '../../formats/tar-read.js';
import { baseName } from './frame-names.js';

/** Catalogues name an image by its file's base name, so two files of one name would be taken for each other; no file at all is a failure too. */
export function checkFiles(files: readonly InputFile[]): Result<void, UnsuitableInput> {
  if (files.length === 0) {
    return fail({
      reason: 'unsuitable-input',
      input: 'files',
      found: 'no files',
      expected: 'at least one tarball or FITS file',
      remedy: 'check the glob and the working directory',
    });
  }
  const byName = new Map<string, InputFile>();
  for (const file of files) {
    const name = baseName(file.name);
    const other = byName.get(name);
    if (other !== undefined) {
      return fail({
        reason: 'unsuitable-input',
        input: 'files',
        found: `two files named ${name}: ${other.path} and ${file.path}`,
        expected: 'a base name of its own for every file, since the catalogue tells images by it',
        remedy: 'rename one, or leave one out',
      });
    }
    byName.set(name, file);
  }
  return ok();
}

/** Without what macOS leaves beside files, as in a folder that is copied whole. */
export function withoutLitter(files: readonly InputFile[]): InputFile[] {
  return files.filter(({ name }) => !isLitter(name));
}
