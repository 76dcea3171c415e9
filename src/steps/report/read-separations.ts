import { cellAxes, cellText, instanceId, type Cell } from '../../core/cell.js';
import { fail, ok, type Result } from '../../core/result.js';
import { readCsv, type Table } from '../../formats/csv.js';
import { poolCounts, type SeparationCount } from '../../report/separation/separation-count.js';
import type { Separation } from '../../report/separation/separation-words.js';
import { outputFile, type Results } from './results.js';

/**
 * What every step of kind separation found. Cells that differ in their surveys alone are pooled: by the axes of the truth's own cell. Other
 * axes sort one survey in several ways, and counting its images once for each would make few images seem many.
 */
export async function readSeparations(results: Results): Promise<Separation[]> {
  const groups = new Map<string, Omit<Separation, 'pooled'> & { surveys: Separation['surveys'][number][] }>();
  for (const item of results.items) {
    const output = item.kind === 'separation' ? results.of(item, 'table') : undefined;
    const file = output && outputFile(output);
    if (output === undefined || file === undefined) continue;
    const table = await readCsv(file.path);
    const counts = results.shown(output, table.ok ? separationCounts(table.value, file.path) : table);
    if (counts === undefined) continue;
    const truth = results.source(item, 'truth')?.item;
    const surveyAxes = cellAxes(truth?.cell ?? {});
    const step = instanceId(item.step, without(item.cell, surveyAxes));
    const { description = '' } = item;
    const group = groups.get(step) ?? {
      step,
      description,
      isMock: truth?.kind === 'mock-survey',
      surveys: [],
    };
    group.surveys.push({
      name: cellText(item.cell),
      counts: counts.map((count) => ({ ...count, clustering: withoutAxes(count.clustering, surveyAxes) })),
    });
    groups.set(step, group);
  }
  return [...groups.values()].map((group) => ({
    ...group,
    pooled: poolCounts(group.surveys.map(({ counts }) => counts)),
  }));
}

const without = (cell: Cell, axes: readonly string[]): Cell =>
  Object.fromEntries(Object.entries(cell).filter(([axis]) => !axes.includes(axis)));

/** A clustering that was not gathered is named after its instance, `clusters@k=7,seed=1`, survey and all. */
function withoutAxes(clustering: string, axes: readonly string[]): string {
  const [step = '', cell] = clustering.split('@');
  if (cell === undefined) return clustering;
  const rest = cell.split(',').filter((part) => !axes.includes(part.split('=')[0] ?? ''));
  return rest.length === 0 ? step : rest.join(',');
}

const columns = [
  ...['method', 'clustering', 'k', 'rule', 'kind', 'severity'],
  ...['artifacts', 'artifacts_taken', 'goods', 'goods_taken', 'average_precision'],
];

/** The counts that a separation step wrote. */
export function separationCounts(table: Table, file: string): Result<SeparationCount[]> {
  const missing = columns.find((name) => table.column(name) === undefined);
  if (missing !== undefined) {
    const found = `a table without the column ${missing}`;
    return fail({ reason: 'unreadable-input', file, found, expected: columns.join(', ') });
  }
  const text = (name: string, row: number): string => table.column(name)?.[row] ?? '';
  const number = (name: string, row: number): number =>
    text(name, row) === '' ? NaN : Number(text(name, row));
  const counts = [...table.rows.keys()].map((row): SeparationCount => {
    const k = number('k', row);
    return {
      method: text('method', row) === 'score' ? 'score' : 'clusters',
      clustering: text('clustering', row),
      k: Number.isNaN(k) ? undefined : k,
      rule: text('rule', row),
      kind: text('kind', row),
      severity: text('severity', row),
      artifacts: number('artifacts', row),
      artifactsTaken: number('artifacts_taken', row),
      goods: number('goods', row),
      goodsTaken: number('goods_taken', row),
      averagePrecision: number('average_precision', row),
    };
  });
  return ok(counts);
}
