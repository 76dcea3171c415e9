import { cellText } from '../../core/cell.js';
import { fail, ok, type Result } from '../../core/result.js';
import { readCsv, type Table } from '../../formats/csv.js';
import { poolCounts, type SeparationCount } from '../../report/separation/separation-count.js';
import type { Separation } from '../../report/separation/separation-words.js';
import { outputFile, type Results } from './results.js';

/** What every step of kind separation found: its cells are surveys, of which counts are added. */
export async function readSeparations(results: Results): Promise<Separation[]> {
  const bySteps = new Map<string, Separation['surveys'][number][]>();
  for (const item of results.items) {
    const output = item.kind === 'separation' ? results.of(item, 'table') : undefined;
    const file = output && outputFile(output);
    if (output === undefined || file === undefined) continue;
    const table = await readCsv(file.path);
    const counts = results.shown(output, table.ok ? separationCounts(table.value, file.path) : table);
    if (counts === undefined) continue;
    const surveys = bySteps.get(item.step) ?? [];
    surveys.push({ name: cellText(item.cell), counts });
    bySteps.set(item.step, surveys);
  }
  return [...bySteps].map(([step, surveys]) => ({
    step,
    description: results.items.find((item) => item.step === step)?.description ?? '',
    surveys,
    pooled: poolCounts(surveys.map(({ counts }) => counts)),
  }));
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
