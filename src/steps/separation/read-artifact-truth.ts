import { fail, ok, type Result } from '../../core/result.js';
import type { StepInputs } from '../../core/step.js';
import { readCsv, type Table } from '../../formats/csv.js';
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
 * @returns Failure `unsuitable-input` for an image that the truth says nothing of, or things that do not agree; `unsuitable-parameter` for a column that is not
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
  const said = rows.value.map((row) => rowOf(table.value, row ?? -1, column, kinds));
  for (const [image, each] of said.entries()) {
    const trouble = troubleOf(each, column, good);
    if (trouble !== undefined) {
      const found = `${trouble.found} in row ${(rows.value[image] ?? 0) + 1}`;
      const remedy = 'correct the row, or name another column by `truth_column`';
      return fail({
        reason: 'unsuitable-input',
        input: 'truth',
        file,
        found,
        expected: trouble.expected,
        remedy,
      });
    }
  }
  const severities = new Map(
    kinds.map((kind) => [kind, Float64Array.from(said, (each) => each.severities.get(kind) ?? NaN)]),
  );
  const all = [...severities.values()];
  const greatest = Float64Array.from({ length: nImages }, (_, image) =>
    all.reduce((most, values) => Math.max(most, values[image] ?? 0), 0),
  );
  return ok({ nImages, kinds, severities, worst: greatest });
}

/** What the truth says of one image. */
interface TruthRow {
  /** The worst artifact, as it is named. */
  readonly type: string;
  /** By kind; NaN where the cell is blank or no number. */
  readonly severities: ReadonlyMap<string, number>;
  readonly textOf: (kind: string) => string;
}

function rowOf(table: Table, row: number, column: string, kinds: readonly string[]): TruthRow {
  const textOf = (name: string): string => table.column(name)?.[row] ?? '';
  const number = (text: string): number => (text.trim() === '' ? NaN : Number(text));
  return {
    type: textOf(column),
    severities: new Map(kinds.map((kind) => [kind, number(textOf(kind))])),
    textOf,
  };
}

/** Why a row cannot be counted: counting it as a good image, or as an artifact, would be a guess. */
function troubleOf(
  { type, severities, textOf }: TruthRow,
  column: string,
  good: string,
): { readonly found: string; readonly expected: string } | undefined {
  if (type !== good && !severities.has(type)) {
    const expected = `${JSON.stringify(good)}, or the name of a column of severities`;
    return { found: `${JSON.stringify(type)} in column ${column}`, expected };
  }
  for (const [kind, severity] of severities) {
    if (!(severity >= 0 && severity < Infinity)) {
      const found = `${JSON.stringify(textOf(kind))} in column ${kind}`;
      return { found, expected: 'a severity: 0 for none, or a number above' };
    }
    if (severity === 0 && kind === type) {
      const found = `severity 0 in column ${kind}, and ${JSON.stringify(type)} in column ${column}`;
      return { found, expected: 'a severity above 0 of the artifact that is named' };
    }
    if (severity > 0 && type === good) {
      const found = `severity ${severity} in column ${kind}, and ${JSON.stringify(type)} in column ${column}`;
      return { found, expected: 'severities of 0 in a good image' };
    }
  }
  return undefined;
}
