import type { CsvValue } from '../../formats/csv.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import { celestialWcs, wcsKeywords } from '../../formats/fits/wcs.js';
import { headerField } from '../ingest/catalogue.js';

const headerKeywords = ['BUNIT', 'RA', 'DEC'] as const;

/** Columns of what headers say of any image: its unit and its place on the sky. */
export const headerColumns: readonly string[] = [...headerKeywords, ...wcsKeywords].map((keyword) =>
  keyword.toLowerCase(),
);

/** Cells of those columns, null where the header does not say. WCS keywords are told where CTYPE1 says that there is such a system. */
export function headerCells(image: FitsImage): CsvValue[] {
  const wcs = celestialWcs(image);
  const hasWcs = wcs.get('CTYPE1') !== undefined;
  return [
    ...headerKeywords.map((keyword) => told(headerField(image.header.value(keyword)))),
    ...wcsKeywords.map((keyword) => (hasWcs ? told(headerField(wcs.get(keyword))) : null)),
  ];
}

function told(value: CsvValue): CsvValue {
  return typeof value === 'string' && value.trim() === '' ? null : value;
}
