import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { csvLine, type CsvValue } from '../../formats/csv.js';
import type { FitsCard } from '../../formats/fits/card.js';
import { fitsText, writeFitsTable, type FitsColumn } from '../../formats/fits/encode-table.js';
import { RowSpool } from '../../formats/row-spool.js';
import type { CatalogueColumn } from '../../steps/apply/catalogue.js';
import { temporaryName } from '../../store/atomic-file.js';
import type { FileSystem } from '../../store/file-system.js';
import { catalogueFiles } from './out-folder.js';

/** What a FITS header says beside the columns. */
export interface Provenance {
  readonly cards: readonly FitsCard[];
  readonly comments: readonly string[];
}

/**
 * Writes a catalogue as CSV and as a FITS binary table. Rows are kept in one temporary file as they come; the two files are made of it in
 * the end and take their places whole, or not at all.
 */
export class CatalogueWriter {
  readonly csv: string;
  readonly fits: string;
  readonly #columns: readonly CatalogueColumn[];
  readonly #widths: number[];
  readonly #files: FileSystem;
  readonly #temporary: { readonly rows: string; readonly csv: string; readonly fits: string };
  #spool: RowSpool | undefined;

  constructor(folder: string, columns: readonly CatalogueColumn[], files: FileSystem) {
    ({ csv: this.csv, fits: this.fits } = catalogueFiles(folder));
    this.#columns = columns;
    this.#widths = columns.map(() => 1);
    this.#files = files;
    const temporary = (path: string): string => temporaryName(path);
    this.#temporary = {
      rows: temporary(join(folder, 'catalogue.rows')),
      csv: temporary(this.csv),
      fits: temporary(this.fits),
    };
  }

  /** @throws the system's error, as all that follows. */
  async open(): Promise<void> {
    this.#spool = await RowSpool.create(this.#temporary.rows, this.#columns.length);
  }

  async append(row: readonly CsvValue[]): Promise<void> {
    for (const [i, value] of row.entries()) {
      const width = value === null ? 0 : fitsText(String(value)).length;
      if (width > (this.#widths[i] ?? 0)) this.#widths[i] = width;
    }
    await this.#open.append(row);
  }

  get #open(): RowSpool {
    if (this.#spool === undefined) throw new TypeError('the catalogue is not open');
    return this.#spool;
  }

  /** Puts both files into their places. @param signal When it is aborted meanwhile, neither. */
  async finish({ cards, comments }: Provenance, signal: AbortSignal): Promise<void> {
    const spool = this.#open;
    const kept = this.#columns.flatMap((column, i) =>
      column.isOptional === true && spool.facts[i]?.isEmpty === true ? [] : [i],
    );
    const names = kept.map((i) => this.#columns[i]?.name ?? '');
    const temporary = this.#temporary;
    await pipeline(
      csvText(names, keptCells(spool, kept, [])),
      createWriteStream(temporary.csv, { flags: 'wx' }),
    );
    const columns = kept.map((i) => this.#fitsColumn(i));
    const isText = columns.map(({ form }) => form === 'A');
    await writeFitsTable(
      temporary.fits,
      { name: 'CATALOGUE', columns, nRows: spool.nRows, cards, comments },
      keptCells(spool, kept, isText),
    );
    for (const path of [temporary.csv, temporary.fits]) await this.#files.sync(path);
    if (signal.aborted) return;
    await this.#files.rename(temporary.csv, this.csv);
    await this.#files.rename(temporary.fits, this.fits);
  }

  #fitsColumn(i: number): FitsColumn {
    const column = this.#columns[i];
    const facts = this.#open.facts[i];
    if (column === undefined || facts === undefined) throw new TypeError(`no column ${i}`);
    const { name, description, unit, null: nothing } = column;
    const form = column.form === 'auto' ? (facts.isNumeric ? 'D' : 'A') : column.form;
    const described = { name, form, ...(description === undefined ? {} : { description }) };
    if (form === 'A') return { ...described, width: this.#widths[i] ?? 1 };
    return {
      ...described,
      ...(unit === undefined ? {} : { unit }),
      ...(nothing === undefined ? {} : { null: nothing }),
    };
  }

  /** Removes what is not in its place. */
  async close(): Promise<void> {
    await this.#spool?.close().catch(() => undefined);
    for (const path of Object.values(this.#temporary)) await this.#files.remove(path).catch(() => undefined);
  }
}

/** @param isText Which of the kept cells are text, and which numbers; as they are where that is not said. */
async function* keptCells(
  spool: RowSpool,
  kept: readonly number[],
  isText: readonly boolean[],
): AsyncGenerator<CsvValue[]> {
  for await (const row of spool.rows()) {
    yield kept.map((i, at) => {
      const value = row[i] ?? null;
      if (isText[at] === undefined) return value;
      if (isText[at]) return value === null ? null : String(value);
      return value === '' ? null : value;
    });
  }
}

async function* csvText(
  names: readonly string[],
  rows: AsyncIterable<readonly CsvValue[]>,
): AsyncGenerator<string> {
  yield `${csvLine(names)}\n`;
  for await (const row of rows) yield `${csvLine(row.map(withoutControls))}\n`;
}

/** Control characters, which file names may have and terminals obey, written as the FITS table has them. */
function withoutControls(value: CsvValue): CsvValue {
  return typeof value === 'string' ? value.replace(/\p{Cc}/gu, fitsText) : value;
}
