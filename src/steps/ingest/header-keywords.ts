import type { UnsuitableParameter } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import { catalogueColumns } from './catalogue.js';

/** A keyword becomes a column of its name, which must not be one that the catalogue has already. */
export function checkHeaderKeywords(keywords: readonly string[]): Result<void, UnsuitableParameter> {
  const clash = keywords.find((keyword) => (catalogueColumns as readonly string[]).includes(keyword));
  if (clash === undefined) return ok();
  return fail({
    reason: 'unsuitable-parameter',
    parameter: 'header_keywords',
    found: clash,
    expected: `keywords other than the catalogue's own columns: ${catalogueColumns.join(', ')}`,
    remedy: `write it in upper case, ${clash.toUpperCase()}: keywords are found in either`,
  });
}
