import type { FromSchema } from 'json-schema-to-ts';
import { readSplit } from '../formats/split-file.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema, type StepContext } from '../core/step.js';
import { drawGallery, drawReconstructions } from '../figures/gallery.js';
import { stretches } from '../figures/stretch.js';
import { galleryGroups } from './figure/gallery-groups.js';
import { openImages, readLabels } from './figure/read-inputs.js';
import { reconstructionPairs } from './figure/reconstruction-pairs.js';
import { writeFigure } from './figure/write-figure.js';
import { imageNames } from './figure/image-names.js';

const params = {
  type: 'object',
  additionalProperties: false,
  properties: {
    stretch: {
      enum: stretches,
      default: 'log10',
      description:
        'How pixel values become grey levels, each panel scaled alone over its finite values; with log10, pixels at or below 0 take the lowest level.',
    },
    rows: {
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 2,
      description:
        'Rows of panels for each cluster. Of reconstructions, every two rows are one of originals and one below it.',
    },
    columns: { type: 'integer', minimum: 1, maximum: 100, default: 10, description: 'Panels in a row.' },
    part: {
      enum: ['train', 'validation', 'all'],
      default: 'train',
      description:
        "Which part of the split the members are taken from, in the split's order; without a split, all images by their index. Reconstructions are shown as they come.",
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;
type Context = StepContext<Params>;

/** The `gallery` kind: panels of images, by cluster when there are labels, or originals over reconstructions. */
export const gallery = defineStep<Params>({
  name: 'gallery',
  version: 1,
  summary: 'Shows images side by side: the first members of each cluster, or originals over reconstructions.',
  stochastic: false,
  params,
  inputs: {
    images: { type: 'images', summary: 'the images to show' },
    labels: {
      type: 'labels',
      required: false,
      summary: 'a cluster for each image; without it all are one group',
    },
    split: { type: 'split', required: false, summary: 'which images are for training' },
    catalogue: { type: 'catalogue', required: false, summary: 'names for the images' },
    reconstructions: {
      type: 'images',
      required: false,
      summary: 'what a network made of some of the images',
    },
    errors: {
      type: 'table',
      required: false,
      summary: 'which image each reconstruction is of, and its loss',
    },
  },
  outputs: { figure: { type: 'figure', folder: 'figure', summary: 'figure.svg and figure.png' } },
  async run(context) {
    const images = await openImages(context.inputs.file('images').path, 'images');
    if (!images.ok) return images;
    try {
      const svg = context.inputs.has('reconstructions')
        ? await reconstructionFigure(context, images.value)
        : await clusterFigure(context, images.value);
      if (!svg.ok) return svg;
      await writeFigure(context.outputs.path('figure'), svg.value);
      return ok();
    } finally {
      await images.value.close();
    }
  },
});

type Images = Extract<Awaited<ReturnType<typeof openImages>>, { ok: true }>['value'];

const optionalPath = (context: Context, input: string): string | undefined =>
  context.inputs.has(input) ? context.inputs.file(input).path : undefined;

async function clusterFigure(context: Context, images: Images): Promise<Result<string>> {
  const { rows, columns, stretch, part } = context.params;
  const splitPath = optionalPath(context, 'split');
  const split = splitPath === undefined ? ok(undefined) : await readSplit(splitPath, images.nImages);
  if (!split.ok) return split;
  const labelsPath = optionalPath(context, 'labels');
  const labels = labelsPath === undefined ? ok(undefined) : await readLabels(labelsPath, images.nImages);
  if (!labels.ok) return labels;
  const names = await imageNames(optionalPath(context, 'catalogue'));
  if (!names.ok) return names;
  const groups = await galleryGroups({
    images,
    labels: labels.value,
    split: split.value,
    part,
    nPanels: rows * columns,
    nameOf: names.value,
  });
  const title = labels.value === undefined ? 'Images' : `Images of ${groups.length} clusters`;
  return ok(drawGallery(groups, { title, rows, columns, stretch }));
}

async function reconstructionFigure(context: Context, images: Images): Promise<Result<string>> {
  const { rows, columns, stretch } = context.params;
  const reconstructions = await openImages(context.inputs.file('reconstructions').path, 'reconstructions');
  if (!reconstructions.ok) return reconstructions;
  try {
    const names = await imageNames(optionalPath(context, 'catalogue'));
    if (!names.ok) return names;
    const pairs = await reconstructionPairs({
      images,
      reconstructions: reconstructions.value,
      errorsPath: optionalPath(context, 'errors'),
      splitPath: optionalPath(context, 'split'),
      nPairs: Math.max(1, Math.floor(rows / 2)) * columns,
      nameOf: names.value,
    });
    if (!pairs.ok) return pairs;
    if (pairs.value.length === 0) return nothingToShow(context);
    return ok(
      drawReconstructions(pairs.value, { title: 'Originals and reconstructions', rows, columns, stretch }),
    );
  } finally {
    await reconstructions.value.close();
  }
}

function nothingToShow(context: Context): Result<never> {
  return fail({
    reason: 'unsuitable-input',
    input: 'reconstructions',
    file: context.inputs.file('reconstructions').path,
    found: 'no reconstruction',
    expected: 'at least one',
    remedy: 'ask the reconstruct step for some rows, or leave a validation part in the split',
  });
}
