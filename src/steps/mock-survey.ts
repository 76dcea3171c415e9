import type { FromSchema } from 'json-schema-to-ts';
import type { Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { artifactTypes, type ArtifactKind } from '../numerics/mock-survey/artifacts/artifacts.js';
import { task } from './mock-survey/survey-task.js';
import { TruthFile } from './mock-survey/truth-file.js';
import { mapInOrder } from './threads/map-in-order.js';

const rate = (artifact: string, byDefault: number) =>
  ({
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: byDefault,
    description: `Share of the images with ${artifact}.`,
  }) as const;

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    galaxies: {
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: 60,
      description: 'How many galaxies; each is seen by four cameras and makes one tarball of four images.',
    },
    rates: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description:
        'For each kind of artifact, the share of the images that carry it; the kinds are drawn independently. By default some 23% of the images carry one or more.',
      properties: {
        saturated_star: rate('a saturated star: flat core, halo, spike and bleed trail', 0.035),
        bleed_trail: rate('the bleed trail of a star outside the frame', 0.045),
        satellite_trail: rate('a satellite trail', 0.03),
        cosmic_rays: rate('cosmic rays', 0.03),
        dead_column: rate('dead columns', 0.03),
        dead_block: rate(
          'dead blocks: exact zeros in half of the images, in the others a constant below zero, its edges ringing',
          0.03,
        ),
        edge_strip: rate(
          'a strip beyond the edge of the survey: exact zeros in half of the images, in the others a constant below zero, its edge ringing',
          0.03,
        ),
        chip_gap: rate('gaps between detectors, exact zeros', 0.03),
      },
    },
    rates_scale: {
      type: 'number',
      minimum: 0,
      maximum: 100,
      default: 1,
      description: 'Multiplies every rate, up to 1: 0 for a survey without artifacts, 2 for twice as many.',
    },
    severity: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description:
        'Severities are uniform between these bounds; 1 is the worst. From 0.2 on an artifact is plain to see in the raw image; one that spoils fewer than 8 pixels where it fell is drawn elsewhere.',
      properties: {
        min: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          default: 0.2,
          description: 'The least severity.',
        },
        max: {
          type: 'number',
          exclusiveMinimum: 0,
          maximum: 1,
          default: 1,
          description: 'The greatest severity.',
        },
      },
    },
    frame: {
      type: 'object',
      additionalProperties: false,
      default: {},
      description:
        'Side lengths of the images, in pixels of 0.187 arcsec; a pixel holds AB nanomaggies, with sky noise of about 0.0021. Each camera puts the galaxy at a redshift of its own, at which 50 kpc fill the frame.',
      properties: {
        min: { type: 'integer', minimum: 32, maximum: 1024, default: 71, description: 'The smallest frame.' },
        max: { type: 'integer', minimum: 32, maximum: 1024, default: 600, description: 'The largest frame.' },
      },
    },
    seed: {
      type: 'integer',
      minimum: 0,
      description:
        "Seed of every draw; by default the workflow's. Galaxy i is the same in a survey of any size.",
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** A labelled mock survey: tarballs of four FITS images in the real survey's layout, and the truth about each image. */
export const mockSurvey = defineStep<Params>({
  name: 'mock-survey',
  version: 2,
  summary:
    'Makes a labelled mock survey: galaxies at four camera angles, neighbours, noise, and artifacts with their truth.',
  stochastic: true,
  params,
  inputs: {},
  outputs: {
    tarballs: {
      type: 'files',
      folder: 'tarballs',
      summary: 'A tarball for each galaxy, of one FITS image for each of four cameras.',
    },
    truth: {
      type: 'table',
      file: 'truth.csv',
      summary:
        'A row for each image: the galaxy as it is, and the severity of each kind of artifact, 0 where absent.',
    },
  },
  async run(context) {
    const { params: options, outputs, signal, threads } = context;
    const bounds = checkBounds(options);
    if (!bounds.ok) return bounds;
    const setup = { options: { ...options, rates: scaledRates(options) }, folder: outputs.path('tarballs') };
    const truth = new TruthFile(outputs.path('truth'));
    let done = 0;
    try {
      for await (const lines of mapInOrder(task, setup, upTo(options.galaxies), { threads, signal })) {
        await truth.append(lines);
        done += 1;
        context.progress({ done, total: options.galaxies, unit: 'galaxies' });
      }
    } finally {
      await truth.close();
    }
    if (signal.aborted) return fail({ reason: 'cancelled' });
    context.measure(truth.shares());
    return ok();
  },
});

function scaledRates({ rates, rates_scale: scale }: Params): Record<ArtifactKind, number> {
  const pairs = artifactTypes.map((kind) => [kind, Math.min(1, scale * rates[kind])] as const);
  return Object.fromEntries(pairs) as Record<ArtifactKind, number>;
}

function checkBounds({ severity, frame }: Params): Result<void> {
  if (severity.min > severity.max) return fail(bounds('severity', severity));
  if (frame.min > frame.max) return fail(bounds('frame', frame));
  return ok();
}

function bounds(parameter: string, { min, max }: { min: number; max: number }): Failure {
  return {
    reason: 'unsuitable-parameter',
    parameter,
    found: `min ${min} above max ${max}`,
    expected: 'min at most max',
    remedy: `lower ${parameter}.min or raise ${parameter}.max`,
  };
}

function* upTo(count: number): Generator<number> {
  for (let index = 0; index < count; index++) yield index;
}
