import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';

const folder = join(repositoryRoot, 'test', 'fixtures', 'figures');

/**
 * Fails unless the figure is the committed one, byte by byte. With WRITE_FIGURES=1 in the environment it writes the file instead: look at
 * the difference before committing it.
 */
export function assertCommitted(name: string, svg: string): void {
  const file = join(folder, `${name}.svg`);
  if (process.env['WRITE_FIGURES'] === '1') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${svg}\n`);
  }
  assert.ok(existsSync(file), `${file} is committed`);
  assert.fixture(`${svg}\n`, readFileSync(file, 'utf8'));
}
