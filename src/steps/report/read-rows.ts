import type { EverythingItem } from '../../core/step.js';
import { readCsv, type Table } from '../../formats/csv.js';
import { readNpy } from '../../formats/npy.js';
import type { Attribute, TableColumn, TableRows } from '../../report/data.js';
import { isNumber } from '../vectors/csv-vectors.js';
import { attributeValues, numberCells } from './attribute-values.js';
import { outputFile, type FoundOutput, type Results } from './results.js';
import type { Subject } from './subject.js';

/** The rows that the report is about where no images were read: those of the vectors that were first sorted, or put on a map. */
export interface RowsSource extends Subject {
  readonly rows: TableRows;
  /** Every column in which rows differ, also those that the map has no room for. */
  readonly attributes: readonly Attribute[];
}

export async function readRows(results: Results): Promise<RowsSource | undefined> {
  for (const output of [...results.ofType('labels'), ...results.ofType('embedding')]) {
    const origin = originOf(results, output.item);
    const path = outputFile(output)?.path;
    if (origin === undefined || path === undefined) continue;
    const array = await readNpy(path);
    const n = array.ok ? (array.value.shape[0] ?? 0) : 0;
    if (n > 0) return rowsOf(results, origin, n);
  }
  return undefined;
}

/** What a step's vectors were at first, before any were projected, joined or sorted: `instance.output`, or the name of a file. */
function originOf(results: Results, item: EverythingItem): string | undefined {
  const reference = item.inputs['vectors']?.[0];
  const source = reference === undefined ? undefined : results.byReference(reference);
  return source === undefined ? reference : (originOf(results, source.item) ?? reference);
}

async function rowsOf(results: Results, origin: string, n: number): Promise<RowsSource> {
  const output = results.byReference(origin);
  const siblings = output === undefined ? [] : siblingsOf(results, output);
  const origins = new Set([origin, ...siblings.map(({ reference }) => reference)]);
  const table = output && (await readTable(results, output, n));
  const attributes = output === undefined || table === undefined ? [] : columnAttributes(output, table);
  return {
    n,
    isAbout: (item) => results.comesFrom(item, origins),
    rows: {
      source: output?.item.inputs['table']?.[0] ?? origin,
      nRows: n,
      ...(table === undefined ? {} : named(table)),
      columns:
        table === undefined ? [] : ownColumns(table).map((name) => summary(name, table.column(name) ?? [])),
    },
    attributes,
  };
}

/** The same rows as other cells of a sweep take them. */
const siblingsOf = (results: Results, { item, name, type }: FoundOutput): FoundOutput[] =>
  results
    .ofType(type)
    .filter(
      (other) =>
        other.item.step === item.step &&
        other.name === name &&
        JSON.stringify(other.item.inputs) === JSON.stringify(item.inputs),
    );

async function readTable(results: Results, origin: FoundOutput, n: number): Promise<Table | undefined> {
  const output = results.of(origin.item, 'rows');
  const file = output && outputFile(output);
  if (output?.type !== 'table' || file === undefined) return undefined;
  const table = results.shown(output, await readCsv(file.path));
  return table?.rows.length === n ? table : undefined;
}

function columnAttributes({ item }: FoundOutput, table: Table): Attribute[] {
  return ownColumns(table).flatMap((column): Attribute[] => {
    const values = attributeValues(column, table.column(column) ?? []);
    return values === undefined ? [] : [{ ...values, step: item.step, about: 'column' }];
  });
}

/** Without the index that table-vectors put before them. */
const ownColumns = ({ columns }: Table): readonly string[] => columns.filter((name) => name !== 'index');

const isEmpty = (cell: string): boolean => cell.trim() === '';

/** The first column of words that calls each row something else; without one the rows have no names. */
function named(table: Table): Pick<TableRows, 'names' | 'nameColumn'> {
  const isName = (cells: readonly string[]): boolean =>
    new Set(cells).size === cells.length && !cells.some(isEmpty) && numberCells(cells) === undefined;
  for (const column of ownColumns(table)) {
    const cells = table.column(column) ?? [];
    if (isName(cells)) return { names: cells, nameColumn: column };
  }
  return {};
}

function summary(name: string, cells: readonly string[]): TableColumn {
  const all = numberCells(cells);
  const numbers = all?.filter((value) => !Number.isNaN(value)) ?? new Float64Array(0);
  const present = cells.filter((cell) => (all === undefined ? !isEmpty(cell) : isNumber(cell)));
  return {
    name,
    nEmpty: cells.length - present.length,
    nDistinct: new Set(present).size,
    low: numbers.reduce((least, value) => Math.min(least, value), numbers[0] ?? NaN),
    mean: numbers.reduce((sum, value) => sum + value, 0) / numbers.length,
    high: numbers.reduce((most, value) => Math.max(most, value), numbers[0] ?? NaN),
  };
}
