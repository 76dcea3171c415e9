import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type InputFile, type ParamsSchema, type StepContext } from '../core/step.js';
import { readCsv, writeCsv, type CsvValue } from '../formats/csv.js';
import { checkFiles } from './frames/check-files.js';
import { baseName } from './frames/frame-names.js';
import { goodRows, type GoodRow } from './image-stats/good-rows.js';
import { missingSource } from './image-stats/match-frame.js';
import { statisticNames } from './image-stats/measure-frame.js';
import { task, type ListedSource } from './image-stats/measure-task.js';
import { mapInOrder } from './threads/map-in-order.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    saturation_level: {
      type: ['number', 'null'],
      description:
        "Pixels at this value or above count as saturated, in the images' unit. Null when it is not known: then four fifths of each image's maximum.",
      default: null,
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/** Raw frames at their own size -> statistics that tell artifacts from good images, a row for each good image of the catalogue. */
export const imageStats = defineStep<Params>({
  name: 'image-stats',
  version: 2,
  summary:
    'Measures each good image before resizing: zero-flux, negative and saturated fractions, noise, concentration, deviant columns and rows, sharp hits, straight trails, pixels without noise, flat tops.',
  stochastic: false,
  params,
  inputs: {
    files: { type: 'files', summary: 'The files that the catalogue was made from.' },
    catalogue: { type: 'catalogue', summary: 'The catalogue that ingest wrote.' },
  },
  outputs: {
    table: {
      type: 'table',
      file: 'image-stats.csv',
      summary:
        'One row for each good image, in index order. Floats packed with loss and without dithering have exact zeros that are no gaps: zero_flux_fraction counts them.',
    },
  },
  async run(context) {
    const files = context.inputs.files('files');
    const checked = checkFiles(files);
    if (!checked.ok) return checked;
    const catalogue = context.inputs.file('catalogue');
    const table = await readCsv(catalogue.path);
    if (!table.ok) return table;
    const rows = goodRows(table.value, catalogue.path);
    if (!rows.ok) return rows;
    const measured = await measureAll(context, files, rows.value);
    if (!measured.ok) return measured;
    await writeCsv(context.outputs.path('table'), columns, measured.value);
    return ok();
  },
});

const columns = ['index', 'source', 'member', 'camera', ...statisticNames];

async function measureAll(
  context: Context,
  files: readonly InputFile[],
  rows: readonly GoodRow[],
): Promise<Result<CsvValue[][]>> {
  const { params, threads, signal } = context;
  const byName = new Map(files.map((file) => [baseName(file.name), file]));
  const sources: ListedSource[] = [];
  for (const [source, rowsOfSource] of groupBySource(rows)) {
    const file = byName.get(source);
    if (file === undefined) return fail(missingSource(source, files.length));
    sources.push({ file, rows: rowsOfSource });
  }
  const measured: CsvValue[][] = [];
  for await (const result of mapInOrder(task, params, sources, { threads, signal })) {
    if (!result.ok) return result;
    measured.push(...result.value);
    context.progress({ done: measured.length, total: rows.length, unit: 'images' });
  }
  if (signal.aborted) return fail({ reason: 'cancelled' });
  measured.sort((a, b) => Number(a[0]) - Number(b[0]));
  return ok(measured);
}

function groupBySource(rows: readonly GoodRow[]): Map<string, GoodRow[]> {
  const groups = new Map<string, GoodRow[]>();
  for (const row of rows) {
    const group = groups.get(row.source);
    if (group === undefined) groups.set(row.source, [row]);
    else group.push(row);
  }
  return groups;
}
