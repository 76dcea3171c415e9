import type { Attribute } from '../../report/data.js';
import { isNoNumber, isNumber } from '../vectors/csv-vectors.js';

/** More groups than can be told apart are not shown as colours. */
const maxGroups = 24;

/** What a column says of each image or row: numbers, or else a few groups; undefined when it tells none from another. */
export function attributeValues(name: string, cells: readonly string[]): AttributeValues | undefined {
  return numbers(name, cells) ?? categories(name, cells);
}

export type AttributeValues = Pick<Attribute, 'name'> &
  (
    | { readonly form: 'number'; readonly values: Float64Array }
    | { readonly form: 'category'; readonly names: readonly string[]; readonly of: Int32Array }
  );

/** A column as numbers, NaN for what programs write in place of one; undefined when a cell is neither, or no cell is a number. */
export function numberCells(cells: readonly string[]): Float64Array | undefined {
  const isOf = (cell: string): boolean => isNumber(cell) || isNoNumber(cell);
  if (!cells.every(isOf) || !cells.some(isNumber)) return undefined;
  return Float64Array.from(cells, (cell) => (isNumber(cell) ? Number(cell) : NaN));
}

/** Undefined unless every cell is a number or stands for none, and at least two numbers differ. */
function numbers(name: string, cells: readonly string[]): AttributeValues | undefined {
  const values = numberCells(cells);
  if (values === undefined) return undefined;
  return new Set(values.filter((value) => !Number.isNaN(value))).size < 2
    ? undefined
    : { name, form: 'number', values };
}

export function categories(name: string, cells: readonly string[]): AttributeValues | undefined {
  const names = [...new Set(cells.filter((cell) => cell !== ''))].sort();
  if (names.length < 2 || names.length > maxGroups) return undefined;
  return { name, form: 'category', names, of: Int32Array.from(cells, (cell) => names.indexOf(cell)) };
}
