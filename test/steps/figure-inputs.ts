import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCsv, type CsvValue } from '../../src/formats/csv.js';
import { encodeNpy } from '../../src/formats/npy.js';
import { syntheticPicture } from '../figures/scenes.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A folder of files as the steps before a figure leave them. */
export class FigureInputs {
  readonly folder = temporaryFolder();

  path(name: string): string {
    return join(this.folder, name);
  }

  images(name: string, n: number, size = 12): string {
    const values = new Float32Array(n * size * size);
    for (let i = 0; i < n; i += 1) values.set(syntheticPicture(i, size).pixels, i * size * size);
    return this.array(name, [n, size, size], values);
  }

  array(name: string, shape: number[], values: Float32Array | Float64Array | Int32Array): string {
    writeFileSync(this.path(name), encodeNpy({ shape, values }));
    return this.path(name);
  }

  json(name: string, content: unknown): string {
    writeFileSync(this.path(name), JSON.stringify(content));
    return this.path(name);
  }

  async table(name: string, columns: string[], rows: CsvValue[][]): Promise<string> {
    await writeCsv(this.path(name), columns, rows);
    return this.path(name);
  }
}
