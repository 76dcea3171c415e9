import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { CsvValue } from './csv.js';

/** What all values of a column have in common. */
export interface ColumnFacts {
  /** No row has a value. */
  readonly isEmpty: boolean;
  /** Every value that there is is a number. */
  readonly isNumeric: boolean;
}

const bufferedCharacters = 1 << 18;

/**
 * Rows of a table on their way into files whose headers depend on all of them: kept in a file, a line of JSON each, so that
 * memory does not grow with the rows. Numbers come back exactly, except that NaN and infinities come back as null.
 */
export class RowSpool {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #facts: { isEmpty: boolean; isNumeric: boolean }[];
  #lines: string[] = [];
  #buffered = 0;
  #nRows = 0;

  private constructor(path: string, file: FileHandle, nColumns: number) {
    this.path = path;
    this.#file = file;
    this.#facts = Array.from({ length: nColumns }, () => ({ isEmpty: true, isNumeric: true }));
  }

  /** @param path A file that does not exist yet; whoever made the spool removes it. @throws the system's error. */
  static async create(path: string, nColumns: number): Promise<RowSpool> {
    return new RowSpool(path, await open(path, 'wx'), nColumns);
  }

  get nRows(): number {
    return this.#nRows;
  }

  /** In the order of the columns. */
  get facts(): readonly ColumnFacts[] {
    return this.#facts;
  }

  async append(row: readonly CsvValue[]): Promise<void> {
    if (row.length !== this.#facts.length) throw new RangeError(`${row.length} values in a row`);
    for (const [i, fact] of this.#facts.entries()) {
      const value = row[i];
      if (value === null || value === '' || Number.isNaN(value)) continue;
      fact.isEmpty = false;
      if (typeof value === 'string') fact.isNumeric = false;
    }
    const line = `${JSON.stringify(row)}\n`;
    this.#lines.push(line);
    this.#buffered += line.length;
    this.#nRows += 1;
    if (this.#buffered >= bufferedCharacters) await this.#flush();
  }

  async #flush(): Promise<void> {
    const text = this.#lines.join('');
    this.#lines = [];
    this.#buffered = 0;
    await this.#file.writeFile(text);
  }

  /** The rows from the first on; any number of times, as long as none is appended meanwhile. */
  async *rows(): AsyncGenerator<readonly CsvValue[], void, undefined> {
    await this.#flush();
    const lines = createInterface({ input: createReadStream(this.path), crlfDelay: Infinity });
    for await (const line of lines) yield JSON.parse(line) as CsvValue[];
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
