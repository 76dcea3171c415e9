import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's own folder; this file runs from `dist/src/cli/`. */
export const packageFolder = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export function packageVersion(): string {
  const content = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return content.version;
}
