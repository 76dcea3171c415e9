import { fail, ok, type Result } from '../../core/result.js';
import { readCsv, type Table } from '../../formats/csv.js';
import type { ArtifactFinding } from '../../report/data.js';
import { clusteringWords } from './read-comparisons.js';
import type { SurveySource } from './read-survey.js';
import { outputFile, type FoundOutput, type Results } from './results.js';

/** How many images of the highest score are shown. */
const nImagesShown = 20;

/** What every artifact-score step found about the survey's images. */
export async function readArtifacts(results: Results, source: SurveySource): Promise<ArtifactFinding[]> {
  const findings: ArtifactFinding[] = [];
  for (const item of results.items) {
    if (item.kind !== 'artifact-score' || !results.descendsFrom(item, source.item)) continue;
    const clusters = await readTable(results, results.of(item, 'clusters'), (read, file) =>
      clustersFrom(read, file, item.inputs['labels'] ?? []),
    );
    const images = await readTable(results, results.of(item, 'table'), (read, file) =>
      imagesFrom(read, file, source.survey.nGood),
    );
    if (clusters !== undefined && images !== undefined) {
      findings.push({ id: item.instance, clusterings: clusters, ...images });
    }
  }
  return findings;
}

async function readTable<T>(
  results: Results,
  output: FoundOutput | undefined,
  from: (table: Table, file: string) => Result<T>,
): Promise<T | undefined> {
  const file = output && outputFile(output);
  if (output === undefined || file === undefined) return undefined;
  const table = await readCsv(file.path);
  return results.shown(output, table.ok ? from(table.value, file.path) : table);
}

function withColumns(table: Table, file: string, columns: readonly string[]): Result<Table> {
  const missing = columns.find((name) => table.column(name) === undefined);
  if (missing === undefined) return ok(table);
  const found = `a table without the column ${missing}`;
  return fail({ reason: 'unreadable-input', file, found, expected: columns.join(', ') });
}

const clusterColumns = [
  ...['clustering', 'k', 'cluster', 'images', 'standing_out', 'share', 'share_low', 'share_high'],
  ...['share_elsewhere', 'verdict', 'certainty', 'evidence'],
];

/** @param references Where the labels came from, `clusters@k=3.labels`. */
function clustersFrom(
  read: Table,
  file: string,
  references: readonly string[],
): Result<ArtifactFinding['clusterings']> {
  const checked = withColumns(read, file, clusterColumns);
  if (!checked.ok) return checked;
  const table = checked.value;
  const text = (name: string, row: number): string => table.column(name)?.[row] ?? '';
  const number = (name: string, row: number): number =>
    text(name, row) === '' ? NaN : Number(text(name, row));
  const names = [...new Set(table.column('clustering'))];
  const found = names.map((name) => {
    const rows = [...table.rows.keys()].filter((row) => text('clustering', row) === name);
    const clusters = rows.map((row) => ({
      cluster: number('cluster', row),
      nImages: number('images', row),
      nFlagged: number('standing_out', row),
      share: number('share', row),
      low: number('share_low', row),
      high: number('share_high', row),
      shareElsewhere: number('share_elsewhere', row),
      verdict: text('verdict', row),
      certainty: text('certainty', row),
      evidence: text('evidence', row),
    }));
    return {
      instance: instanceOf(name, references),
      said: clusteringWords(name, text('k', rows[0] ?? -1)),
      clusters,
    };
  });
  return ok(found);
}

/** The instance among those read whose cell has the gathered one in it: the rest of the cell is the same for all. */
function instanceOf(cell: string, references: readonly string[]): string {
  const instances = references.map((reference) => reference.slice(0, reference.lastIndexOf('.')));
  const has = (instance: string): boolean => {
    const axes = instance.slice(instance.indexOf('@') + 1).split(',');
    return instance === cell || cell.split(',').every((axis) => axes.includes(axis));
  };
  return instances.find(has) ?? '';
}

function imagesFrom(
  read: Table,
  file: string,
  nImages: number,
): Result<Pick<ArtifactFinding, 'images' | 'standingOut'>> {
  const checked = withColumns(read, file, ['index', 'artifact_score', 'stands_out']);
  if (!checked.ok) return checked;
  const table = checked.value;
  const [indices, scores] = [table.numbers('index'), table.numbers('artifact_score')];
  const standsOut = table.column('stands_out') ?? [];
  const ranked = [...table.rows.keys()]
    .map((row) => ({
      index: indices?.[row] ?? NaN,
      score: scores?.[row] ?? NaN,
      standsOut: standsOut[row] ?? '',
    }))
    .filter(({ index, score }) => index >= 0 && index < nImages && !Number.isNaN(score))
    .sort((a, b) => b.score - a.score || a.index - b.index);
  const standingOut = ranked.flatMap(({ index, standsOut }) => (standsOut === '' ? [] : [index]));
  return ok({ images: ranked.slice(0, nImagesShown), standingOut: standingOut.sort((a, b) => a - b) });
}
