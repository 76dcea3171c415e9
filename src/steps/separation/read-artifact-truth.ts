import { fail, ok, type Result } from '../../core/result.js';
import type { StepInputs } from '../../core/step.js';
import { readCsv } from '../../formats/csv.js';
import { rowsOfImages } from '../compare-clusterings/read-truth.js';

/** What a truth says of the artifacts in each image. */
export interface ArtifactTruth {
  readonly nImages: number;
  /** Kinds of artifacts, in the order of the table's columns. */
  readonly kinds: readonly string[];
  /** severities[kind][image]: above 0, to 1, where the image carries it; 0 where not. */
  readonly severities: ReadonlyMap<string, Float64Array>;
  /** The greatest severity in each image; 0 in a good one. */
  readonly worst: Float64Array;
}

/**
 * Reads a truth with a column of severities for each kind of artifact, joined to the images as compare-clusterings does it.
 * @param column Its column that names the worst kind: what it names, and has a column of its own, is a kind.
 * @param good What that column says of an image without artifacts.
 * @returns Failure `unsuitable-input` for an image that the truth says nothing of; `unsuitable-parameter` for a column that is not
 *   there or names no kind with a column.
 */
export async function readArtifactTruth(
  inputs: StepInputs,
  { column, good }: { readonly column: string; readonly good: string },
  nImages: number,
): Promise<Result<ArtifactTruth>> {
  const file = inputs.file('truth').path;
  const table = await readCsv(file);
  if (!table.ok) return table;
  const worst = table.value.column(column);
  const named = new Set(worst?.filter((name) => name !== good && name !== ''));
  const kinds = table.value.columns.filter((name) => named.has(name));
  if (worst === undefined || (kinds.length === 0 && named.size > 0)) {
    return fail({
      reason: 'unsuitable-parameter',
      parameter: 'truth_column',
      found: JSON.stringify(column),
      expected: `a column of ${file} that names, for each image, the column of its worst artifact`,
      remedy: 'give the truth of mock-survey, or name such a column',
    });
  }
  const rows = await rowsOfImages(inputs, table.value, file, nImages);
  if (!rows.ok) return rows;
  const unknown = rows.value.indexOf(undefined);
  if (unknown >= 0) {
    const found = `no row for image ${unknown}`;
    const remedy = 'give the truth and the catalogue of the survey that was clustered';
    return fail({
      reason: 'unsuitable-input',
      input: 'truth',
      file,
      found,
      expected: 'a row for each',
      remedy,
    });
  }
  const severities = new Map(
    kinds.map((kind) => {
      const values = table.value.numbers(kind);
      return [kind, Float64Array.from(rows.value, (row) => values?.[row ?? -1] ?? 0)];
    }),
  );
  const all = [...severities.values()];
  const greatest = Float64Array.from({ length: nImages }, (_, image) =>
    all.reduce((most, values) => Math.max(most, values[image] ?? 0), 0),
  );
  return ok({ nImages, kinds, severities, worst: greatest });
}
