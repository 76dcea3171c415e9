import type { FromSchema } from 'json-schema-to-ts';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type InputFile, type ParamsSchema, type StepContext } from '../core/step.js';
import { writeCsv } from '../formats/csv.js';
import { NpyWriter } from '../formats/npy.js';
import { checkFiles } from './frames/check-files.js';
import { allFrames } from './frames/all-frames.js';
import { catalogueColumns, catalogueRow, type CatalogueEntry } from './ingest/catalogue.js';
import { checkHeaderKeywords } from './ingest/header-keywords.js';
import { catalogueNotes, noGoodImage } from './ingest/outcome.js';
import { takeFrame, withSkipRemedy } from './ingest/take-frame.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cameras: {
      type: 'array',
      description:
        'Which images of each tarball to take: places from 0 among its FITS files. Loose files named `…_camN.fits` are chosen by N.',
      items: { type: 'integer', minimum: 0 },
      minItems: 1,
      uniqueItems: true,
      default: [0, 1, 2, 3],
    },
    size: {
      type: 'integer',
      description: 'Rows and columns that every image is resized to.',
      minimum: 1,
      maximum: 4096,
      default: 128,
    },
    normalise: {
      type: 'string',
      description:
        '`min-max` maps each image, once resized, to [0, 1] by its own extremes; `none` keeps the values.',
      enum: ['min-max', 'none'],
      default: 'min-max',
    },
    bad_images: {
      type: 'string',
      description:
        'What to do with an image that cannot be read, is missing, constant, or has NaN pixels: `fail`, or `skip` it and list it in the catalogue.',
      enum: ['fail', 'skip'],
      default: 'fail',
    },
    header_keywords: {
      type: 'array',
      description: 'FITS keywords whose values become columns of the catalogue.',
      items: { type: 'string', minLength: 1 },
      uniqueItems: true,
      default: [],
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/** Survey files -> images of one size and a catalogue; the files' order, then the cameras' order, is the images' order. */
export const ingest = defineStep<Params>({
  name: 'ingest',
  version: 1,
  summary:
    'Reads FITS images from tarballs or loose files, resizes and normalises them, and lists them in a catalogue.',
  stochastic: false,
  params,
  inputs: { files: { type: 'files', summary: 'Tarballs of FITS images, or FITS files, gzipped or not.' } },
  outputs: {
    images: { type: 'images', file: 'images.npy', summary: 'float32 (n, size, size), the good images.' },
    catalogue: { type: 'catalogue', file: 'catalogue.csv', summary: 'One row for each image tried.' },
  },
  async run(context) {
    const { size, header_keywords } = context.params;
    const files = context.inputs.files('files');
    for (const check of [checkFiles(files), checkHeaderKeywords(header_keywords)])
      if (!check.ok) return check;
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
    const rows = entries.value.map((entry) => catalogueRow(entry, header_keywords));
    await writeCsv(context.outputs.path('catalogue'), [...catalogueColumns, ...header_keywords], rows);
    for (const note of catalogueNotes(entries.value, header_keywords)) context.note(note);
    context.measure({ images: nGood, skipped: entries.value.length - nGood });
    return ok();
  },
});

async function ingestFiles(
  context: Context,
  files: readonly InputFile[],
  writer: NpyWriter,
): Promise<Result<CatalogueEntry[]>> {
  const entries: CatalogueEntry[] = [];
  let nGood = 0;
  for (const { frame, file, total } of allFrames(files, context.params.cameras)) {
    if (context.signal.aborted) return fail({ reason: 'cancelled' });
    const { entry, values } = takeFrame(frame, { file, index: nGood, ...context.params });
    if (values !== undefined) {
      await writer.append(values);
      nGood += 1;
    } else if (entry.failure !== undefined && context.params.bad_images === 'fail') {
      return fail(withSkipRemedy(entry.failure));
    }
    entries.push(entry);
    context.progress({ done: entries.length, total, unit: 'images' });
  }
  return ok(entries);
}
