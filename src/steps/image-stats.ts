import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type InputFile, type ParamsSchema, type StepContext } from '../core/step.js';
import { readCsv, writeCsv, type CsvValue } from '../formats/csv.js';
import { checkFiles } from './frames/check-files.js';
import { baseName } from './frames/frame-names.js';
import { readListedFrames } from './frames/read-listed-frames.js';
import { goodRows, type GoodRow } from './image-stats/good-rows.js';
import { matchFrame, mismatch, missingSource } from './image-stats/match-frame.js';
import { measureFrame, statisticNames } from './image-stats/measure-frame.js';

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
      summary: 'One row for each good image, in index order.',
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
  const byName = new Map(files.map((file) => [baseName(file.name), file]));
  const measured: CsvValue[][] = [];
  for (const [source, rowsOfSource] of groupBySource(rows)) {
    const file = byName.get(source);
    if (file === undefined) return fail(missingSource(source, files.length));
    // Lets a signal through between files: reading and measuring are synchronous.
    await new Promise((resolve) => setImmediate(resolve));
    if (context.signal.aborted) return fail({ reason: 'cancelled' });
    for await (const result of measureSource(context.params, file, rowsOfSource)) {
      if (!result.ok) return result;
      measured.push(result.value);
      context.progress({ done: measured.length, total: rows.length, unit: 'images' });
    }
  }
  measured.sort((a, b) => Number(a[0]) - Number(b[0]));
  return ok(measured);
}

async function* measureSource(
  params: Params,
  file: InputFile,
  rows: readonly GoodRow[],
): AsyncGenerator<Result<CsvValue[]>> {
  let nFrames = 0;
  for await (const frame of readListedFrames(file, rows)) {
    const row = rows[nFrames++];
    if (row === undefined) return;
    const image = matchFrame(row, frame, file);
    yield image.ok ? ok(tableRow(row, measureFrame(image.value, params))) : image;
  }
  const row = rows[nFrames];
  if (row !== undefined) yield fail(mismatch(row, file.path, 'a file without that image'));
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

function tableRow({ index, source, member, camera }: GoodRow, statistics: readonly number[]): CsvValue[] {
  return [index, source, member, camera ?? null, ...statistics];
}
