import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { drawAlluvial, type AlluvialData } from '../figures/alluvial.js';
import { readCsv, type Table } from '../formats/csv.js';
import { countedParam } from './figure/counted-param.js';
import { writeFigure } from './figure/write-figure.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    counted: countedParam,
    title: { type: 'string', default: 'How clusters split', description: 'The title of the figure.' },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** The `alluvial` kind: which cluster splits into which from one K to the next. */
export const alluvial = defineStep<Params>({
  name: 'alluvial',
  version: 2,
  summary: 'Draws how the images of each cluster spread over the clusters of the next K.',
  stochastic: false,
  params,
  inputs: { lineage: { type: 'table', summary: 'The lineage that compare-clusterings made.' } },
  outputs: { figure: { type: 'figure', folder: 'figure', summary: 'figure.svg and figure.png' } },
  async run(context) {
    const { path } = context.inputs.file('lineage');
    const table = await readCsv(path);
    if (!table.ok) return table;
    const data = alluvialData(table.value, path);
    if (!data.ok) return data;
    const { title, counted } = context.params;
    await writeFigure(context.outputs.path('figure'), drawAlluvial({ ...data.value, counted }, title));
    return ok();
  },
});

const columnsNeeded = ['from', 'from_k', 'from_cluster', 'to', 'to_k', 'to_cluster', 'images'] as const;

/** More clusters than this cannot be drawn, and a table that names them is none of ours. */
const maxClusters = 1000;

interface Lineage {
  readonly from: string;
  readonly to: string;
  readonly numbers: Readonly<Record<'from_k' | 'from_cluster' | 'to_k' | 'to_cluster' | 'images', number>>;
}

function alluvialData(table: Table, file: string): Result<AlluvialData> {
  const unsuitable = (found: string, expected: string): Result<never> => {
    const remedy = 'connect the lineage of a compare-clusterings step';
    return fail({ reason: 'unsuitable-input', input: 'lineage', file, found, expected, remedy });
  };
  const missing = columnsNeeded.find((name) => !table.columns.includes(name));
  if (missing !== undefined)
    return unsuitable(`a table without the column ${missing}`, columnsNeeded.join(', '));
  const rows = table.rows.map((fields): Lineage => {
    const text = (name: (typeof columnsNeeded)[number]): string => fields[table.columns.indexOf(name)] ?? '';
    const number = (name: (typeof columnsNeeded)[number]): number =>
      text(name).trim() === '' ? NaN : Number(text(name));
    const [from_k, from_cluster, to_k] = [number('from_k'), number('from_cluster'), number('to_k')];
    const numbers = {
      from_k,
      from_cluster,
      to_k,
      to_cluster: number('to_cluster'),
      images: number('images'),
    };
    return { from: text('from'), to: text('to'), numbers };
  });
  const broken = rows.findIndex(({ numbers }) => !isWhole(numbers));
  if (broken >= 0)
    return unsuitable(
      `row ${broken + 1}: ${table.rows[broken]?.join(', ')}`,
      'counts of clusters and images',
    );
  const names = [...new Set(rows.flatMap(({ from, to }) => [from, to]))];
  const astray = rows.findIndex(({ from, to }) => names.indexOf(to) !== names.indexOf(from) + 1);
  if (astray >= 0)
    return unsuitable(
      `row ${astray + 1} from ${rows[astray]?.from} to ${rows[astray]?.to}`,
      'each clustering and the next',
    );
  return ok(fromRows(rows, names));
}

const isWhole = ({ from_k, from_cluster, to_k, to_cluster, images }: Lineage['numbers']): boolean =>
  [from_k, from_cluster, to_k, to_cluster, images].every((value) => Number.isInteger(value) && value >= 0) &&
  from_cluster < from_k &&
  to_cluster < to_k &&
  Math.max(from_k, to_k) <= maxClusters;

function fromRows(rows: readonly Lineage[], names: readonly string[]): AlluvialData {
  const kOf = new Map(
    rows.flatMap(
      ({ from, to, numbers }) =>
        [
          [from, numbers.from_k],
          [to, numbers.to_k],
        ] as const,
    ),
  );
  const flows = names.slice(1).map((to, i) => {
    const flow = Array.from({ length: kOf.get(names[i] ?? '') ?? 0 }, () =>
      new Array<number>(kOf.get(to) ?? 0).fill(0),
    );
    for (const { to: towards, numbers } of rows) {
      const row = flow[numbers.from_cluster];
      if (towards === to && row !== undefined) row[numbers.to_cluster] = numbers.images;
    }
    return flow;
  });
  const columns = names.map((name, i) => {
    const k = kOf.get(name) ?? 0;
    const sizes = Array.from({ length: k }, (_, cluster) =>
      i === 0
        ? (flows[0]?.[cluster] ?? []).reduce((sum, count) => sum + count, 0)
        : (flows[i - 1] ?? []).reduce((sum, row) => sum + (row[cluster] ?? 0), 0),
    );
    return { heading: name === `k=${k}` ? `K = ${k}` : name, sizes };
  });
  return { columns, flows };
}
