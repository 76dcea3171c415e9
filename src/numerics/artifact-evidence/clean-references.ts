import { robustReference, robustZ, type RobustReference } from './robust-z.js';

/** One thing that was measured of each item, and the least that counts as its standard deviation. */
export interface MeasuredColumn {
  /** One for each item, NaN where it is not known. */
  readonly values: Float64Array;
  readonly floor: number;
}

/** Robust standard deviations above the median from which an item is no measure of what is normal. */
const outlying = 5;

/**
 * The middle and robust deviation of each column, over the items that stand out in none of them. Trouble that only raises values moves
 * the median and the median deviation too where it is common: with a third of the items raised, the median of all is the 75% quantile
 * of the sound ones. So whole items that stand out by any column are left out, and all columns measured anew, until no more stand out;
 * an item once left out stays out. With none that stands out this is `robustReference`.
 * @param columns All of one length.
 * @see astropy's `sigma_clip` with `cenfunc='median'`, `stdfunc='mad_std'` and `sigma_upper` alone, for one column; and Hadi 1992,
 *   "Identifying multiple outliers in multivariate data", for leaving out whole items, as outliers mask each other.
 */
export function cleanReferences(columns: readonly MeasuredColumn[]): RobustReference[] {
  let kept = Array.from(columns[0]?.values ?? [], (_, item) => item);
  for (;;) {
    const references = columns.map(({ values, floor }) =>
      robustReference(
        Float64Array.from(kept, (item) => values[item] ?? NaN),
        floor,
      ),
    );
    const stands = (item: number): boolean =>
      references.some((reference, c) => robustZ(columns[c]?.values[item] ?? NaN, reference) >= outlying);
    const next = kept.filter((item) => !stands(item));
    // Many columns can leave no item in common; then the last measure counts.
    if (next.length === kept.length || next.length === 0) return references;
    kept = next;
  }
}
