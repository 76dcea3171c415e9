import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root; the tests run from `dist/test/`. */
export const repositoryRoot = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** The folder of real survey images with oracles, which lies beside the repository and is not part of it. */
export const surveyFolder = join(repositoryRoot, '..', 'shared', 'data', 'cfis-tng');

/** The folder of FITS files from other projects' tests, likewise. */
export const fitsFolder = join(repositoryRoot, '..', 'shared', 'data', 'fits-conformance');

/** True when the folder is there; otherwise says on standard output what is skipped. Use with `test.skip`. */
export function isPresent(folder: string, whatIsSkipped: string): boolean {
  if (existsSync(folder)) return true;
  process.stdout.write(`skipped: ${whatIsSkipped} (${folder} is absent)\n`);
  return false;
}
