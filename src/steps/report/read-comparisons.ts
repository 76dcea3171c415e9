import { fail, ok, type Result } from '../../core/result.js';
import { readCsv, type Table } from '../../formats/csv.js';
import type { ComparedCriterion, Comparison } from '../../report/data.js';
import { outputFile, type Results } from './results.js';

/** What every compare-clusterings step found. */
export async function readComparisons(results: Results): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const item of results.items) {
    const output = item.kind === 'compare-clusterings' ? results.of(item, 'table') : undefined;
    const file = output && outputFile(output);
    if (output === undefined || file === undefined) continue;
    const table = await readCsv(file.path);
    const read = results.shown(output, table.ok ? comparisonFrom(table.value, file.path) : table);
    if (read !== undefined) comparisons.push({ id: item.instance, ...read });
  }
  return comparisons;
}

const columnsNeeded = [
  'clustering',
  'k',
  'criterion',
  'of',
  'cluster',
  'value',
  'better',
  'would_choose',
] as const;

function comparisonFrom(table: Table, file: string): Result<Omit<Comparison, 'id'>> {
  const missing = columnsNeeded.find((name) => table.column(name) === undefined);
  if (missing !== undefined) {
    const found = `a table without the column ${missing}`;
    return fail({ reason: 'unreadable-input', file, found, expected: columnsNeeded.join(', ') });
  }
  const text = (name: (typeof columnsNeeded)[number]): string[] => table.column(name) ?? [];
  const names = [...new Set(text('clustering'))];
  const said = names.map((name) => clusteringWords(name, text('k')[text('clustering').indexOf(name)] ?? ''));
  const [values, clusters] = [table.numbers('value'), table.numbers('cluster')];
  const criteria = new Map<string, { -readonly [F in keyof ComparedCriterion]: ComparedCriterion[F] }>();
  table.rows.forEach((_, row) => {
    const [name = '', of = ''] = [text('criterion')[row], text('of')[row]];
    const at = names.indexOf(text('clustering')[row] ?? '');
    const blank = names.map(() => NaN);
    const better = text('better')[row] ?? '';
    const criterion = criteria.get(`${name}\n${of}`) ?? {
      name,
      of,
      better,
      choice: undefined,
      values: blank,
      clusters: blank,
    };
    criterion.values = criterion.values.with(at, values?.[row] ?? NaN);
    criterion.clusters = criterion.clusters.with(at, clusters?.[row] ?? NaN);
    if (text('would_choose')[row] === '1') criterion.choice = at;
    criteria.set(`${name}\n${of}`, criterion);
  });
  return ok({ clusterings: said, criteria: [...criteria.values()] });
}

/** `K = 3` for the cell `k=3` of as many clusters, otherwise the name. */
export function clusteringWords(name: string, k: string): string {
  return name === `k=${k}` ? `K = ${k}` : name;
}
