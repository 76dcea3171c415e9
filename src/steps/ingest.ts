import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type InputFile, type StepContext } from '../core/step.js';
import { writeCsv } from '../formats/csv.js';
import { NpyWriter } from '../formats/npy.js';
import { checkFiles, withoutLitter } from './frames/check-files.js';
import { addedColumns, catalogueColumns, catalogueRow, type CatalogueEntry } from './ingest/catalogue.js';
import { checkHeaderKeywords } from './ingest/header-keywords.js';
import { fileParts, groupParts } from './ingest/file-parts.js';
import { fitsjsVersion } from './ingest/find-fitsjs.js';
import { fitsjsReader } from './ingest/fitsjs-reader.js';
import { task } from './ingest/ingest-task.js';
import { catalogueNotes, noGoodImage } from './ingest/outcome.js';
import { ingestParams, type IngestParams } from './ingest/params.js';
import { percentileFaults } from './ingest/percentile-faults.js';
import { withSkipRemedy } from './ingest/take-frame.js';
import { mapInOrder } from './threads/map-in-order.js';

type Context = StepContext<IngestParams>;

/** Survey files -> images of one size and a catalogue; the files' order, then the cameras' order, is the images' order. */
export const ingest = defineStep<IngestParams>({
  name: 'ingest',
  version: 1,
  summary:
    'Reads FITS images from tarballs or loose files, resizes, stretches and normalises them, and lists them in a catalogue.',
  stochastic: false,
  params: ingestParams,
  reproducibility: ({ engine }) => (engine === 'fitsjs' ? { fitsjs: fitsjsVersion() ?? 'absent' } : {}),
  paramFaults: ({ percentiles }) => percentileFaults(percentiles),
  inputs: {
    files: {
      type: 'files',
      summary:
        'Tarballs of FITS images (.tar, .tar.gz, .tgz), or FITS files (.fits, .fits.gz, .fits.fz, .fit, .fts), by what they hold whatever their names.',
    },
  },
  outputs: {
    images: { type: 'images', file: 'images.npy', summary: 'float32 (n, size, size), the good images.' },
    catalogue: { type: 'catalogue', file: 'catalogue.csv', summary: 'One row for each image tried.' },
  },
  async run(context) {
    const { size, engine } = context.params;
    const loaded = engine === 'fitsjs' ? fitsjsReader() : ok();
    if (!loaded.ok) return loaded;
    const files = withoutLitter(context.inputs.files('files'));
    for (const check of [checkFiles(files), checkHeaderKeywords(context.params)]) if (!check.ok) return check;
    const writer = await NpyWriter.open(context.outputs.path('images'), 'float32', [size, size]);
    let entries: Result<CatalogueEntry[]>;
    try {
      entries = await ingestFiles(context, files, writer);
    } finally {
      await writer.close();
    }
    if (!entries.ok) return entries;
    const nGood = entries.value.filter(({ failure }) => failure === undefined).length;
    if (nGood === 0) return fail(noGoodImage(entries.value, files.length));
    const rows = entries.value.map((entry) => catalogueRow(entry, context.params));
    const columns = [...catalogueColumns, ...addedColumns(context.params)];
    await writeCsv(context.outputs.path('catalogue'), columns, rows);
    for (const note of catalogueNotes(entries.value, context.params)) context.note(note);
    context.measure({ images: nGood, skipped: entries.value.length - nGood });
    return ok();
  },
});

async function ingestFiles(
  context: Context,
  files: readonly InputFile[],
  writer: NpyWriter,
): Promise<Result<CatalogueEntry[]>> {
  const { params, signal } = context;
  const parts = fileParts(files, params);
  const threads = Math.min(context.threads, parts.length);
  const groups = groupParts(parts, { size: params.size, threads });
  const entries: CatalogueEntry[] = [];
  let nGood = 0;
  let nParts = 0;
  let total = parts.reduce((sum, { nExpected }) => sum + nExpected, 0);
  for await (const group of mapInOrder(task, params, groups, { threads, signal })) {
    for (const part of group) {
      for (const entry of part.entries) {
        if (entry.failure !== undefined && params.bad_images === 'fail')
          return fail(withSkipRemedy(entry.failure));
        entries.push(entry.failure === undefined ? { ...entry, index: nGood++ } : entry);
      }
      await writer.append(part.values);
      total += part.entries.length - (parts[nParts++]?.nExpected ?? 0);
      context.progress({ done: entries.length, total, unit: 'images' });
    }
  }
  return signal.aborted ? fail({ reason: 'cancelled' }) : ok(entries);
}
