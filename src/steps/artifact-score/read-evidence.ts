import { fail, ok, type Result } from '../../core/result.js';
import { readCsv, type Table } from '../../formats/csv.js';
import { cleanReferences } from '../../numerics/artifact-evidence/clean-references.js';
import type { GoodRow } from '../image-stats/good-rows.js';
import { scaled, standing, type StatisticReference, type StatisticScale } from './statistic-reference.js';

/** For each image how far each statistic stands out. */
export interface Evidence {
  readonly statistics: readonly string[];
  /** What each statistic was measured against. */
  readonly references: readonly StatisticReference[];
  /** z[s][i]: robust standard deviations of statistic s of image i above the middle of the sample, as `cleanReferences` finds it; NaN where it could not be said. */
  readonly z: readonly Float64Array[];
}

interface EvidenceRule {
  readonly scale: StatisticScale;
  /** The least that counts as a standard deviation, of the statistic as it is compared. */
  readonly floor: number;
}

/** A standard deviation of a fraction counts as at least 2 pixels in 10,000. */
const fraction: EvidenceRule = { scale: 'linear', floor: 2e-4 };

/**
 * The statistics that artifacts raise. Noise, concentration and brightness are the galaxy's and the sky's affair, and left out.
 * Ratios, from 1 to 3 by chance to thousands for a bleed trail, are compared by their logarithms. The floors of the deviations are what good
 * images of other surveys differ by, so that a survey of few, alike images does not make the rest of them stand out: a galaxy
 * with a broad core, a bright star at the edge, a disk edge on raise a statistic too.
 */
const evidenceOf: Readonly<Record<string, EvidenceRule>> = {
  zero_flux_fraction: fraction,
  constant_fraction: fraction,
  negative_outlier_fraction: fraction,
  saturated_fraction: { scale: 'linear', floor: 1e-3 },
  plateau: { scale: 'linear', floor: 0.04 },
  column_anomaly: { scale: 'log', floor: 0.25 },
  row_anomaly: { scale: 'log', floor: 0.25 },
  sharpness: { scale: 'log', floor: 0.1 },
  trail: { scale: 'log', floor: 0.28 },
};

/**
 * Reads the table of image-stats.
 * @param images What the catalogue says of each image: the table must be about the same ones.
 */
export async function readEvidence(path: string, images: readonly GoodRow[]): Promise<Result<Evidence>> {
  const table = await readCsv(path);
  if (!table.ok) return table;
  const mismatch = firstMismatch(table.value, images);
  if (mismatch !== undefined) {
    const remedy = 'give the table that image-stats made from this catalogue';
    return fail({ reason: 'unsuitable-input', input: 'statistics', file: path, ...mismatch, remedy });
  }
  const measured = Object.entries(evidenceOf).map(([statistic, { scale, floor }]) => {
    const found = table.value.numbers(statistic) ?? new Float64Array(0);
    return { statistic, scale, floor, found, values: found.map((value) => scaled(value, scale)) };
  });
  const clean = cleanReferences(measured);
  const references = measured.map(({ statistic, scale }, s) => {
    const { median, deviation } = clean[s] ?? { median: NaN, deviation: NaN };
    return { statistic, scale, median, deviation };
  });
  return ok({
    statistics: references.map(({ statistic }) => statistic),
    references,
    z: references.map((reference, s) =>
      (measured[s]?.found ?? new Float64Array(0)).map((value) => standing(value, reference)),
    ),
  });
}

function firstMismatch(
  table: Table,
  images: readonly GoodRow[],
): { found: string; expected: string } | undefined {
  const needed = ['index', 'source', 'member', ...Object.keys(evidenceOf)];
  const missing = needed.find((name) => table.column(name) === undefined);
  if (missing !== undefined) {
    return { found: `a table without the column ${missing}`, expected: needed.join(', ') };
  }
  if (table.rows.length !== images.length) {
    return { found: `${table.rows.length} rows`, expected: `${images.length}, one for each good image` };
  }
  const told = (index: string, source: string, member: string) => `index ${index}, ${source}, ${member}`;
  const [indices, sources, members] = needed.map((name) => table.column(name) ?? []);
  for (const [row, image] of images.entries()) {
    const found = told(indices?.[row] ?? '', sources?.[row] ?? '', members?.[row] ?? '');
    const expected = told(String(image.index), image.source, image.member);
    if (found !== expected) return { found: `${found} in row ${row + 1}`, expected };
  }
  return undefined;
}
