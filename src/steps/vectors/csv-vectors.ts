import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { decodeCsv, type Table } from '../../formats/csv.js';

/** A table that may be read, and what a step calls it. */
export interface TableSource {
  readonly text: string;
  readonly file: string;
  readonly input: string;
}

/** A table whose first line may name the columns, or be numbers as the others are: then the columns are named by their places, from 1. */
export function decodeNumbersCsv({ text, file }: TableSource): Result<Table> {
  const firstLine = /^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? '';
  const fields = firstLine.split(',');
  if (!fields.every(isNumber)) return decodeCsv(text, file);
  const decoded = decodeCsv(
    `${fields.map((_, i) => `column ${i + 1}`).join(',')}\n${text.replace(/^\ufeff/, '')}`,
    file,
  );
  return decoded;
}

/** What ECMAScript reads as a finite number; an empty text is none. */
function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
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
