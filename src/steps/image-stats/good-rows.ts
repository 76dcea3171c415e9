import type { UnsuitableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Table } from '../../formats/csv.js';

/** A good image of a catalogue: where it came from and what it was. */
export interface GoodRow {
  /** Row in images.npy. */
  readonly index: number;
  readonly source: string;
  readonly member: string;
  readonly camera: number | undefined;
  readonly height: number;
  readonly width: number;
  readonly min: number;
  readonly max: number;
  /** Where the catalogue says that they were chosen. */
  readonly hdu?: number;
  readonly plane?: number;
}

const columnsNeeded = [
  'index',
  'source',
  'member',
  'camera',
  'status',
  'height',
  'width',
  'min',
  'max',
] as const;

/** The rows of a catalogue with status `good`, in its order. */
export function goodRows(table: Table, file: string): Result<GoodRow[], UnsuitableInput> {
  const unsuitable = (found: string, expected: string): Result<never, UnsuitableInput> =>
    fail({
      reason: 'unsuitable-input',
      input: 'catalogue',
      file,
      found,
      expected,
      remedy: 'give the catalogue that ingest wrote',
    });
  const missing = columnsNeeded.find((name) => table.column(name) === undefined);
  if (missing !== undefined)
    return unsuitable(`a table without the column ${missing}`, columnsNeeded.join(', '));
  const rows: GoodRow[] = [];
  for (const [i, fields] of table.rows.entries()) {
    const text = (name: (typeof columnsNeeded)[number]): string => fields[table.columns.indexOf(name)] ?? '';
    const number = (name: (typeof columnsNeeded)[number]): number =>
      text(name) === '' ? NaN : Number(text(name));
    if (text('status') !== 'good') continue;
    if (number('index') !== rows.length) {
      return unsuitable(
        `index ${JSON.stringify(text('index'))} in row ${i + 1}`,
        `${rows.length}, as good images count from 0 on`,
      );
    }
    rows.push({
      index: rows.length,
      source: text('source'),
      member: text('member'),
      camera: text('camera') === '' ? undefined : number('camera'),
      height: number('height'),
      width: number('width'),
      min: number('min'),
      max: number('max'),
      ...chosen(table, fields),
    });
  }
  return ok(rows);
}

function chosen(table: Table, fields: readonly string[]): Pick<GoodRow, 'hdu' | 'plane'> {
  const number = (name: 'hdu' | 'plane'): Partial<GoodRow> => {
    const text = fields[table.columns.indexOf(name)] ?? '';
    return text === '' ? {} : { [name]: Number(text) };
  };
  return { ...number('hdu'), ...number('plane') };
}
