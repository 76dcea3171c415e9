import type { FromSchema } from 'json-schema-to-ts';
import type { ParamsSchema } from '../../core/step.js';

export const ingestParams = {
  type: 'object',
  additionalProperties: false,
  properties: {
    cameras: {
      type: 'array',
      description:
        'Which images of each tarball to take: places from 0 among its FITS files, or the numbers that `members` finds in their names. Loose files named `…_camN.fits` are chosen by N.',
      items: { type: 'integer', minimum: 0 },
      minItems: 1,
      uniqueItems: true,
      default: [0, 1, 2, 3],
    },
    members: {
      type: ['string', 'null'],
      description:
        'Which members of a tarball are images, by name: `*_sci_cam{camera}.fits`. `*` stands for any characters, `?` for one, `{camera}` for the number of the camera; without `{camera}`, cameras are places among the members that match. With a `/` in it the whole path must match, otherwise the file name. Null: whatever is named as a FITS file.',
      minLength: 1,
      default: null,
    },
    hdu: {
      type: ['integer', 'string', 'null'],
      description:
        'Which part of each FITS file holds the image: its number from 0, its EXTNAME (`SCI`), or EXTNAME and EXTVER (`SCI,2`). Null: the first that is an image.',
      minimum: 0,
      minLength: 1,
      default: null,
    },
    plane: {
      type: ['integer', 'null'],
      description:
        'Which plane of a data cube to take, from 0. Null: images must have two dimensions. The catalogue then has a column `plane`, as it has one for `hdu`.',
      minimum: 0,
      default: null,
    },
    engine: {
      type: 'string',
      description:
        'What reads FITS: `own`, or the library `fitsjs` as a reference, which knows fewer kinds of file and is slower.',
      enum: ['own', 'fitsjs'],
      default: 'own',
    },
    size: {
      type: 'integer',
      description: 'Rows and columns that every image is resized to.',
      minimum: 1,
      maximum: 4096,
      default: 128,
    },
    resize: {
      type: 'string',
      description:
        "How: `antialiased` as scikit-image's `resize` does (a Gaussian when shrinking, then linear interpolation), `area` by the mean over the area that a pixel covers, `nearest` by the pixel under its centre.",
      enum: ['antialiased', 'area', 'nearest'],
      default: 'antialiased',
    },
    stretch: {
      type: 'string',
      description:
        'What is done to the resized fluxes before `normalise`: `none`, as published; `percentile` clips them at two percentiles; `asinh` is linear within the noise of the sky and logarithmic beyond; `log` is logarithmic over the whole range, with a contrast of 1000. Statistics in the catalogue are always of the raw frame.',
      enum: ['none', 'percentile', 'asinh', 'log'],
      default: 'none',
    },
    percentiles: {
      type: 'array',
      description: 'Lower and upper percentile at which `stretch: percentile` clips each image.',
      items: { type: 'number', minimum: 0, maximum: 100 },
      minItems: 2,
      maxItems: 2,
      default: [0.5, 99.5],
    },
    softening: {
      type: 'number',
      description:
        'Where `stretch: asinh` turns from linear to logarithmic, in standard deviations of the sky noise of the resized image; 1 is near the best for faint light (Lupton et al. 1999).',
      exclusiveMinimum: 0,
      default: 1,
    },
    normalise: {
      type: 'string',
      description:
        '`min-max` maps each image, once resized and stretched, to [0, 1] by its own extremes; `none` keeps the values.',
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
    wcs: {
      type: 'boolean',
      description:
        'Whether the celestial coordinates of each frame (CRVAL1, CRPIX1, CD1_1, …) become columns of the catalogue. Pixels are those of the raw frame.',
      default: false,
    },
  },
} as const satisfies ParamsSchema;

export type IngestParams = FromSchema<typeof ingestParams>;
