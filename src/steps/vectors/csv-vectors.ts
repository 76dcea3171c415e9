import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { decodeCsv, firstCsvRecord, type Table } from '../../formats/csv.js';

/** A table that may be read, and what a step calls it. */
export interface TableSource {
  readonly text: string;
  readonly file: string;
  readonly input: string;
}

/** A table of numbers, and whether its first line named the columns. */
export interface NumbersTable extends Table {
  readonly hasNames: boolean;
}

/**
 * A table whose first line names the columns, or is numbers (or NaN, infinite or empty) as the others are: then the columns are named
 * by their places, `column 1`.
 * @returns Failure `unreadable-input` as of `decodeCsv`, and when fields are not set apart by commas.
 */
export function decodeNumbersCsv({ text, file }: TableSource): Result<NumbersTable> {
  const lines = text.includes('\n') ? text : text.replaceAll('\r', '\n');
  const first = firstCsvRecord(lines);
  const separator =
    first.length > 1 ? undefined : Object.keys(separators).find((one) => first[0]?.includes(one));
  if (separator !== undefined) {
    const found = `fields set apart by ${separators[separator] ?? 'other signs'}`;
    return fail({
      reason: 'unreadable-input',
      file,
      place: 'line 1',
      found,
      expected: 'fields set apart by commas',
    });
  }
  const hasNames = !first.some(isNumber) || !first.every((field) => isNumber(field) || isNoNumber(field));
  const names = hasNames ? '' : `${first.map((_, i) => `column ${i + 1}`).join(',')}\n`;
  const table = decodeCsv(`${names}${lines.replace(/^\ufeff/, '')}`, file);
  return table.ok ? ok({ ...table.value, hasNames }) : table;
}

const separators: Readonly<Record<string, string>> = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** A finite decimal number. */
export function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) && Number.isFinite(Number(text));
}

/** What programs write in place of a number. */
export function isNoNumber(text: string): boolean {
  return /^([+-]?(nan|inf|infinity)|na|null|)$/i.test(text.trim());
}

/**
 * Some columns of a table as vectors, one for each row.
 * @returns Failure `unsuitable-input` for a table without rows, and for a cell that is no finite number, by its column and record.
 */
export function columnsAsVectors(
  table: Table,
  columns: readonly string[],
  { file, input }: TableSource,
): Result<{ readonly values: Float64Array; readonly nRows: number; readonly nColumns: number }> {
  const nRows = table.rows.length;
  const nColumns = columns.length;
  const unsuitable = (found: string, expected: string, remedy: string) =>
    fail<UnsuitableInput>({ reason: 'unsuitable-input', input, file, found, expected, remedy });
  if (nRows === 0)
    return unsuitable('a table without rows', 'at least one row below the names', 'give another table');
  const values = new Float64Array(nRows * nColumns);
  for (const [j, name] of columns.entries()) {
    for (const [i, cell] of (table.column(name) ?? []).entries()) {
      if (!isNumber(cell)) {
        const what = cell.trim() === '' ? 'an empty cell' : JSON.stringify(cell.slice(0, 40));
        const found = `${what} in column ${JSON.stringify(name)}, row ${i + 1} of ${nRows}`;
        const remedy =
          input === 'table'
            ? 'name the column under `except`, or take the row out of the table'
            : 'take the columns that are numbers by a step of kind table-vectors, and give its vectors';
        return unsuitable(found, 'a finite number in every cell', remedy);
      }
      values[i * nColumns + j] = Number(cell);
    }
  }
  return ok({ values, nRows, nColumns });
}
