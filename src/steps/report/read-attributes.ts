import { readCsv, type Table } from '../../formats/csv.js';
import type { EverythingItem } from '../../core/step.js';
import type { Attribute, Survey } from '../../report/data.js';
import { attributeValues, categories } from './attribute-values.js';
import type { SurveySource } from './read-survey.js';
import { outputFile, type FoundOutput, type Results } from './results.js';
import { withinBudget } from './attribute-budget.js';

/** Columns that say which image a row is about, or nothing of interest on a map. */
const keyColumns = new Set([
  'index',
  'source',
  'member',
  'tarball',
  'galaxy',
  'part',
  'row',
  'status',
  'reason',
  'cluster',
  'own_evidence',
  'stands_out',
]);

/** A column for each clustering of a sweep: the map has the clusters themselves. */
const isClusterColumn = (column: string): boolean => column.startsWith('cluster ');

/**
 * Everything known of each image: the catalogue's cameras and header values, each table keyed by the image's index, each table keyed by file and member
 * (the truth of a mock survey).
 */
export async function readAttributes(results: Results, source: SurveySource): Promise<Attribute[]> {
  const { survey, item } = source;
  const attributes: Attribute[] = [];
  for (const output of results.ofType('table')) {
    const file = outputFile(output);
    if (file === undefined || output.name === 'history' || isCopy(output)) continue;
    const table = results.shown(output, await readCsv(file.path));
    if (table === undefined) continue;
    const rows = rowsByImage(table, survey);
    if (rows === undefined) continue;
    if (rows.key === 'index' && !results.descendsFrom(output.item, item)) continue;
    if (rows.key === 'member' && isOfAnotherSurvey(results, output.item, item)) continue;
    attributes.push(...tableAttributes(output.item, table, rows));
  }
  const known = new Set(attributes.map(({ name }) => name));
  const ofCatalogue = catalogueAttributes(source).filter(({ name }) => !known.has(name));
  return withinBudget([...ofCatalogue, ...attributes], survey.nGood, results);
}

/** The rows of a table that vectors were taken of: what they say of images, the table itself says. */
export const isCopy = ({ item, name }: FoundOutput): boolean =>
  item.kind === 'table-vectors' && name === 'rows';

/** The camera, and whatever was asked for of the headers. */
function catalogueAttributes({ catalogue, survey, item }: SurveySource): Attribute[] {
  const rows = rowsByImage(catalogue, survey);
  const camera = categories('camera', survey.cameras);
  return [
    ...(camera === undefined ? [] : [{ ...camera, step: item.step, about: 'catalogue' } as const]),
    ...(rows === undefined ? [] : tableAttributes(item, catalogue, rows)).map((attribute): Attribute => ({
      ...attribute,
      about: 'catalogue',
    })),
  ];
}

/** Of a sweep over surveys, whose files have the same names, only the cell that the images came from is about them. */
function isOfAnotherSurvey(results: Results, made: EverythingItem, survey: EverythingItem): boolean {
  const siblings = results.items.filter(({ step }) => step === made.step);
  const origins = siblings.filter((sibling) => results.descendsFrom(survey, sibling));
  return origins.length > 0 && !origins.includes(made);
}

interface ImageRows {
  readonly key: 'index' | 'member';
  /** For each image its row in the table, or -1. */
  readonly of: Int32Array;
}

function rowsByImage(table: Table, survey: Survey): ImageRows | undefined {
  const of = new Int32Array(survey.nGood).fill(-1);
  const indices = table.column('index');
  if (indices !== undefined) {
    indices.forEach((text, row) => {
      if (text !== '' && Number(text) < of.length) of[Number(text)] = row;
    });
    return { key: 'index', of };
  }
  const files = table.column('tarball') ?? table.column('source');
  const members = table.column('member');
  if (files === undefined || members === undefined) return undefined;
  const rowOf = new Map(files.map((file, row) => [`${file}\n${members[row] ?? ''}`, row]));
  survey.sources.forEach((file, image) => {
    of[image] = rowOf.get(`${file}\n${survey.members[image] ?? ''}`) ?? -1;
  });
  return { key: 'member', of };
}

function tableAttributes(item: EverythingItem, table: Table, rows: ImageRows): Attribute[] {
  const isErrors = table.columns.includes('loss') && table.columns.includes('row');
  const origin = {
    step: item.step,
    about: isErrors ? 'reconstruction' : rows.key === 'member' ? 'truth' : 'statistic',
  } as const;
  return table.columns
    .filter((column) => !keyColumns.has(column) && column !== 'camera' && !isClusterColumn(column))
    .flatMap((column): Attribute[] => {
      const cells = table.column(column) ?? [];
      const ofImages = Array.from(rows.of, (row) => (row < 0 ? '' : (cells[row] ?? '')));
      const shown = shownName(item, column, isErrors);
      const attribute = attributeValues(shown, ofImages);
      return attribute === undefined ? [] : [{ ...attribute, ...origin }];
    });
}

function shownName(item: EverythingItem, column: string, isErrors: boolean): string {
  if (isErrors) return `loss of ${item.instance}`;
  // Several ways to sort have each their outcomes.
  return item.kind === 'separation' ? `${item.step}, ${column}` : column;
}
