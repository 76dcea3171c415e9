import type { CsvValue } from '../../formats/csv.js';
import type { FitsHeader } from '../../formats/fits/header.js';
import { headerField } from '../ingest/catalogue.js';

/** Where an image is on the sky, as its header tells: column, keyword. */
export const positionColumns = [
  ['ra', 'RA'],
  ['dec', 'DEC'],
] as const;

/** The keywords that place pixels on the sky. They are told where CTYPE1 says that there is such a system. */
export const wcsKeywords = [
  ...['CTYPE1', 'CTYPE2', 'CRVAL1', 'CRVAL2', 'CRPIX1', 'CRPIX2', 'CDELT1', 'CDELT2'],
  ...['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'],
] as const;

/** Cells of the columns bunit, ra, dec and those of `wcsKeywords`, null where the header does not say. */
export function headerCells(header: FitsHeader): CsvValue[] {
  const cell = (keyword: string): CsvValue => {
    const value = headerField(header.value(keyword));
    return typeof value === 'string' && value.trim() === '' ? null : value;
  };
  const hasWcs = cell('CTYPE1') !== null;
  return [
    cell('BUNIT'),
    ...positionColumns.map(([, keyword]) => cell(keyword)),
    ...wcsKeywords.map((keyword) => (hasWcs ? cell(keyword) : null)),
  ];
}

export const headerColumns: readonly string[] = [
  'bunit',
  ...positionColumns.map(([column]) => column),
  ...wcsKeywords.map((keyword) => keyword.toLowerCase()),
];
