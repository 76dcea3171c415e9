import { fail, ok, type Result } from '../../core/result.js';
import type { StepInputs } from '../../core/step.js';
import { readCsv, type Table } from '../../formats/csv.js';

/** The true class of each image; empty where the truth table has no row for it, or nothing in the column. */
export type TrueClasses = readonly string[];

/** More classes than this are no classes: the column holds measurements. */
const maxClasses = 100;

/**
 * Joins a truth table to the images: by `index` where it has that column, otherwise by file (`tarball` or `source`) and `member` through the
 * catalogue.
 * @returns Failure `unsuitable-input` for a truth without a way to join it, or without a row for any image, for an index that no image
 *   has, and for an image with two classes; `unsuitable-parameter` for
 *   a column that is not there or holds no classes.
 */
export async function readTruth(
  inputs: StepInputs,
  column: string,
  nImages: number,
): Promise<Result<TrueClasses>> {
  const file = inputs.file('truth').path;
  const truth = await readCsv(file);
  if (!truth.ok) return truth;
  const cells = truth.value.column(column);
  if (cells === undefined) {
    return unsuitableColumn(column, `a column of ${file}: ${truth.value.columns.join(', ')}`);
  }
  const rows = await rowsOfImages(inputs, truth.value, file, nImages);
  if (!rows.ok) return rows;
  const twofold = imageOfTwoClasses(truth.value, cells);
  if (twofold !== undefined) {
    const remedy = 'keep one class for each image, or name another column by `truth_column`';
    return unsuitableTruth(file, twofold, `one class of ${column} for each image`, remedy);
  }
  const classes = rows.value.map((row) => (row === undefined ? '' : (cells[row] ?? '')));
  const nClasses = new Set(classes).size;
  if (nClasses <= maxClasses) return ok(classes);
  return unsuitableColumn(
    `${column}, which has ${nClasses} different values`,
    `a column of at most ${maxClasses} classes`,
  );
}

type Rows = readonly (number | undefined)[];

/** For each image the row of the truth that is about it, joined as `readTruth` says. */
export async function rowsOfImages(
  inputs: StepInputs,
  truth: Table,
  file: string,
  nImages: number,
): Promise<Result<Rows>> {
  const byIndex = truth.column('index');
  const rows =
    byIndex === undefined
      ? await rowsByMember(inputs, truth, file, nImages)
      : rowsByIndex(byIndex, file, nImages);
  if (!rows.ok || rows.value.some((row) => row !== undefined)) return rows;
  return unsuitableTruth(
    file,
    'no row for any of the images',
    'rows of the images that were clustered',
    'give the truth and the catalogue of one survey',
  );
}

/** A row without an index is of no image: so are skipped images in a catalogue. */
function rowsByIndex(indices: readonly string[], file: string, nImages: number): Result<Rows> {
  const rows = new Array<number | undefined>(nImages).fill(undefined);
  for (const [row, text] of indices.entries()) {
    if (text.trim() === '') continue;
    const image = Number(text);
    if (!Number.isInteger(image) || image < 0 || image >= nImages) {
      const found = `index ${JSON.stringify(text)} in row ${row + 1}, which no image has`;
      const remedy = 'count the images from 0, and give the truth of the images that were clustered';
      return unsuitableTruth(file, found, `indices from 0 to ${nImages - 1}`, remedy);
    }
    rows[image] = row;
  }
  return ok(rows);
}

/** The first image that two rows say different things of, by whatever the truth is joined by; rows that say the same are no trouble. */
function imageOfTwoClasses(truth: Table, classes: readonly string[]): string | undefined {
  const keys = keyOfRows(truth);
  const rowOf = new Map<string, number>();
  for (const [row, key] of keys.entries()) {
    const other = rowOf.get(key) ?? row;
    if (key !== '' && classes[other] !== classes[row]) {
      const [a, b] = [other, row].map((at) => `${JSON.stringify(classes[at])} in row ${at + 1}`);
      return `${a} and ${b}, both of ${key}`;
    }
    rowOf.set(key, other);
  }
  return undefined;
}

/** Which image each row of a truth is about, as a person reads it; empty for none. */
function keyOfRows(truth: Table): readonly string[] {
  const indices = truth.column('index');
  if (indices !== undefined) {
    return indices.map((text) => (text.trim() === '' ? '' : `index ${Number(text)}`));
  }
  const members = truth.column('member') ?? [];
  const sources = truth.column('tarball') ?? truth.column('source') ?? [];
  return members.map((member, row) => `${sources[row] ?? ''}, ${member}`);
}

async function rowsByMember(
  inputs: StepInputs,
  truth: Table,
  file: string,
  nImages: number,
): Promise<Result<Rows>> {
  const sources = truth.column('tarball') ?? truth.column('source');
  const members = truth.column('member');
  if (sources === undefined || members === undefined) {
    return unsuitableTruth(
      file,
      `columns ${truth.columns.join(', ')}`,
      'a column index, or columns tarball and member',
      'give the truth of mock-survey, or a table keyed by the index of the images',
    );
  }
  if (!inputs.has('catalogue')) {
    return unsuitableTruth(
      file,
      'rows by file and member, and no catalogue that says which images these are',
      'an input `catalogue` beside it',
      'connect the catalogue of the ingest step',
    );
  }
  const catalogue = await readCsv(inputs.file('catalogue').path);
  if (!catalogue.ok) return catalogue;
  const rowOf = new Map(sources.map((source, row) => [`${source}\n${members[row] ?? ''}`, row]));
  const column = (name: string): readonly string[] => catalogue.value.column(name) ?? [];
  const [indices, files, names] = [column('index'), column('source'), column('member')];
  const rows = new Array<number | undefined>(nImages).fill(undefined);
  indices.forEach((text, at) => {
    const image = text === '' ? -1 : Number(text);
    if (image >= 0 && image < nImages) rows[image] = rowOf.get(`${files[at] ?? ''}\n${names[at] ?? ''}`);
  });
  return ok(rows);
}

function unsuitableTruth(file: string, found: string, expected: string, remedy: string): Result<never> {
  return fail({ reason: 'unsuitable-input', input: 'truth', file, found, expected, remedy });
}

function unsuitableColumn(found: string, expected: string): Result<never> {
  const remedy = 'name one whose values are classes, such as artifact_type';
  return fail({ reason: 'unsuitable-parameter', parameter: 'truth_column', found, expected, remedy });
}
