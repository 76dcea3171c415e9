import type { UnsuitableParameter } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { wcsKeywords } from '../../formats/fits/wcs.js';
import { catalogueColumns } from './catalogue.js';
import type { IngestParams } from './params.js';

const ownColumns: readonly string[] = [...catalogueColumns, 'hdu', 'plane'];

/** A keyword becomes a column of its name, which must not be one that the catalogue has already. */
export function checkHeaderKeywords({
  header_keywords,
  wcs,
}: Pick<IngestParams, 'header_keywords' | 'wcs'>): Result<void, UnsuitableParameter> {
  const clash = header_keywords.find((keyword) => ownColumns.includes(keyword));
  if (clash !== undefined) {
    return fail({
      reason: 'unsuitable-parameter',
      parameter: 'header_keywords',
      found: clash,
      expected: `keywords other than the catalogue's own columns: ${ownColumns.join(', ')}`,
      remedy: `write it in upper case, ${clash.toUpperCase()}: keywords are found in either`,
    });
  }
  const twice = header_keywords.find(
    (keyword) => wcs && (wcsKeywords as readonly string[]).includes(keyword),
  );
  if (twice === undefined) return ok();
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'header_keywords',
    found: twice,
    expected: 'keywords other than those of the coordinates, which `wcs: true` makes columns',
    remedy: 'leave it out',
  });
}
