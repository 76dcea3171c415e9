// Writes the tables of docs/artifact-separation.md from a run of workflows/artifact-separation.yaml, or checks that they are its:
//   node dist/scripts/write-separation.js runs/artifact-separation/latest [--check]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsv } from '../src/formats/csv.js';
import { completeness, poolCounts, remainingPurity } from '../src/report/separation/separation-count.js';
import { kindRows, selectionTexts } from '../src/report/separation/separation-tables.js';
import { overall, separationWords, type Separation } from '../src/report/separation/separation-words.js';
import { separationCounts } from '../src/steps/report/read-separations.js';

// This runs as dist/scripts/write-separation.js.
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const file = join(root, 'docs', 'artifact-separation.md');

async function separationOf(outputs: string, step: string): Promise<Separation> {
  const cells = readdirSync(outputs).filter((name) => name.startsWith(`${step}@`));
  const surveys = await Promise.all(
    cells.sort().map(async (cell) => {
      const path = join(outputs, cell, 'separation.csv');
      const table = await readCsv(path);
      const counts = table.ok ? separationCounts(table.value, path) : table;
      if (!counts.ok) throw new Error(`${path} is no table of separation`);
      return { name: cell.slice(step.length + 1), counts: counts.value };
    }),
  );
  if (surveys.length === 0) throw new Error(`no ${step} in ${outputs}`);
  return {
    step,
    description: '',
    isMock: true,
    surveys,
    pooled: poolCounts(surveys.map(({ counts }) => counts)),
  };
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function markdown(separation: Separation): string {
  const tables = [selectionTexts(separation), kindRows(separation)].map(([head = [], ...rows]) =>
    [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n'),
  );
  return [separationWords(separation), ...tables].join('\n\n');
}

/** Puts text between the markers of a name. */
function put(page: string, name: string, text: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [page.indexOf(start), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for ${name}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}

const [run = join('runs', 'artifact-separation', 'latest'), flag] = process.argv.slice(2);
const before = readFileSync(file, 'utf8');
let after = before;
for (const step of ['published', 'with-statistics']) {
  const separation = await separationOf(join(run, 'outputs'), step);
  after = put(after, step, markdown(separation));
  for (const count of overall(separation.pooled)) {
    const shares = [completeness(count), remainingPurity(count)].map((share) => share.toFixed(4));
    process.stdout.write(
      `${step} ${count.method} ${count.k ?? ''} ${count.rule}: completeness ${shares[0]}, purity of the rest ${shares[1]}\n`,
    );
  }
}
if (flag !== '--check') writeFileSync(file, after);
else if (normal(after) !== normal(before)) {
  process.stderr.write(`${file} does not hold the figures of this run; leave --check out to write them\n`);
  process.exitCode = 3;
}

/** Without the spaces by which tables are aligned. */
function normal(text: string): string {
  return text.replaceAll(/[ -]+/g, ' ');
}
