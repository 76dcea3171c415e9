import { readFile, writeFile } from 'node:fs/promises';
import type { UnreadableInput } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';

export type CsvValue = string | number | null;

/** A table as text: `rows[i][j]` belongs to `columns[j]`. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The values of a column, or undefined when there is none of that name. */
  column(name: string): string[] | undefined;
  /** The same as numbers: NaN where a value is empty or no number. */
  numbers(name: string): Float64Array | undefined;
}

function csvField(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return Number.isNaN(value) ? '' : String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One line of CSV text, without its end. */
export function csvLine(row: readonly CsvValue[]): string {
  return row.map(csvField).join(',');
}

/** CSV text with `\n` line ends; numbers as ECMAScript prints them (they read back exactly), NaN and null as empty. */
export function encodeCsv(columns: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [csvLine(columns)];
  for (const row of rows) lines.push(csvLine(row));
  return `${lines.join('\n')}\n`;
}

export async function writeCsv(
  path: string,
  columns: readonly string[],
  rows: Iterable<readonly CsvValue[]>,
): Promise<void> {
  await writeFile(path, encodeCsv(columns, rows));
}

/** Splits CSV text into records of fields. @see RFC 4180 */
function parseRecords(text: string): { records: string[][]; unclosedQuoteLine?: number } {
  const records: string[][] = [];
  let fields: string[] = [];
  let field = '';
  let quoteLine = 0;
  let line = 1;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (character === '\n') line += 1;
    if (quoteLine > 0) {
      if (character !== '"') field += character;
      else if (text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else quoteLine = 0;
    } else if (character === '"' && field === '') quoteLine = line;
    else if (character === ',') {
      fields.push(field);
      field = '';
    } else if (character === '\n') {
      fields.push(field.endsWith('\r') ? field.slice(0, -1) : field);
      records.push(fields);
      fields = [];
      field = '';
    } else field += character;
  }
  if (field !== '' || fields.length > 0) records.push([...fields, field]);
  return quoteLine > 0 ? { records, unclosedQuoteLine: quoteLine } : { records };
}

/** The fields of the first line, for telling what kind of table it begins. */
export function firstCsvRecord(text: string): readonly string[] {
  const line = /^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? '';
  return parseRecords(line).records[0] ?? [];
}

/**
 * Reads CSV text whose first record names the columns.
 * @param file Named in the failure.
 * @returns A failure when a quote is not closed, a record has another number of fields than the header, a column name
 *   comes twice, or there is no header.
 */
export function decodeCsv(text: string, file: string): Result<Table, UnreadableInput> {
  const trouble = (found: string, expected: string, place?: string) =>
    fail<UnreadableInput>({
      reason: 'unreadable-input',
      file,
      ...(place === undefined ? {} : { place }),
      found,
      expected,
    });
  const { records, unclosedQuoteLine } = parseRecords(text.startsWith('\ufeff') ? text.slice(1) : text);
  if (unclosedQuoteLine !== undefined) {
    return trouble('a quote that is never closed', 'every " closed by another', `line ${unclosedQuoteLine}`);
  }
  const [columns, ...body] = records;
  if (columns === undefined) return trouble('an empty file', 'a CSV file whose first line names the columns');
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated !== undefined)
    return trouble(`two columns named ${repeated}`, 'a name of its own for each', 'line 1');
  const isBlank = (row: readonly string[]) => columns.length > 1 && row.length === 1 && row[0] === '';
  const rows = body.filter((row) => !isBlank(row));
  const ragged = body.findIndex((row) => row.length !== columns.length && !isBlank(row));
  if (ragged >= 0) {
    const { length } = body[ragged]!;
    return trouble(
      `${length} field${length === 1 ? '' : 's'}`,
      `${columns.length}, as in the first line`,
      `record ${ragged + 2}`,
    );
  }
  const column = (name: string): string[] | undefined => {
    const index = columns.indexOf(name);
    return index < 0 ? undefined : rows.map((row) => row[index]!);
  };
  const numbers = (name: string): Float64Array | undefined => {
    const values = column(name);
    return values && Float64Array.from(values, (value) => (value.trim() === '' ? NaN : Number(value)));
  };
  return ok({ columns, rows, column, numbers });
}

/** Reads a CSV file; see `decodeCsv`. @throws when the file cannot be read. */
export async function readCsv(path: string): Promise<Result<Table, UnreadableInput>> {
  return decodeCsv(await readFile(path, 'utf8'), path);
}
