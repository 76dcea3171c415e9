import type { FromSchema } from 'json-schema-to-ts';
import type { Failure } from '../core/failure.js';
import { fail, ok, type Result } from '../core/result.js';
import { defineStep, type ParamsSchema } from '../core/step.js';
import { readCsv, type Table } from '../formats/csv.js';
import { writeSplit } from '../formats/split-file.js';
import { maxMersenneSeed } from '../numerics/mersenne-twister.js';
import {
  groupedSplit,
  trainValidationSplit,
  validationCount,
  type Split,
} from '../numerics/train-validation-split.js';

const params = {
  type: 'object',
  additionalProperties: false,
  required: ['seed'],
  properties: {
    validation: {
      type: 'number',
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      default: 0.2,
      description:
        'Fraction of the images (or galaxies) that are kept for validation; the count is rounded up.',
    },
    group_by: {
      enum: ['image', 'galaxy'],
      default: 'image',
      description:
        '`galaxy` keeps all images of one galaxy on the same side; `image` draws each image by itself.',
    },
    seed: {
      type: 'integer',
      minimum: 0,
      description: 'Seed of the permutation, as numpy’s RandomState takes it: below 2^32.',
    },
  },
} as const satisfies ParamsSchema;

type Params = FromSchema<typeof params>;

/** Splits the good images into a training and a validation part, in the order that scikit-learn's `train_test_split` gives. */
export const split = defineStep<Params>({
  name: 'split',
  version: 1,
  summary: 'Splits the good images into a training part and a validation part, as scikit-learn does.',
  stochastic: true,
  params,
  inputs: { catalogue: { type: 'catalogue', summary: 'The catalogue of the images, from ingest.' } },
  outputs: {
    split: { type: 'split', file: 'split.json', summary: 'The indices of the images in each part.' },
  },
  async run(context) {
    const { path } = context.inputs.file('catalogue');
    const table = await readCsv(path);
    if (!table.ok) return table;
    const good = goodGalaxies(table.value, path);
    if (!good.ok) return good;
    const parts = splitImages(good.value, context.params);
    if (!parts.ok) return parts;
    await writeSplit(context.outputs.path('split'), parts.value);
    context.measure({ train: parts.value.train.length, validation: parts.value.validation.length });
    return ok();
  },
});

/** The galaxy of each good image, by the image's index. */
function goodGalaxies(table: Table, file: string): Result<string[]> {
  const [index, status, galaxy] = ['index', 'status', 'galaxy'].map((name) => table.column(name));
  if (index === undefined || status === undefined || galaxy === undefined) {
    const found = `the columns ${table.columns.join(', ')}`;
    const expected = 'the columns index, status and galaxy among them';
    return fail({ reason: 'unreadable-input', file, place: 'line 1', found, expected });
  }
  const galaxies: string[] = [];
  for (const [row, state] of status.entries()) {
    if (state !== 'good') continue;
    if (index[row] !== String(galaxies.length)) {
      const place = `row ${row + 1}, column index`;
      const expected = `${galaxies.length}: good images are numbered from 0 in the order of the rows`;
      return fail({ reason: 'unreadable-input', file, place, found: `"${index[row] ?? ''}"`, expected });
    }
    galaxies.push(galaxy[row] ?? '');
  }
  return ok(galaxies);
}

/** Checks that both parts get something, then splits. */
function splitImages(galaxies: readonly string[], { validation, group_by, seed }: Params): Result<Split> {
  const byGalaxy = group_by === 'galaxy';
  const things = byGalaxy ? 'galaxies with good images' : 'good images';
  const n = byGalaxy ? new Set(galaxies).size : galaxies.length;
  const trouble = findTrouble(n, things, { validation, seed });
  if (trouble !== undefined) return fail(trouble);
  const nameless = byGalaxy ? galaxies.indexOf('') : -1;
  if (nameless >= 0) {
    return fail({
      reason: 'unsuitable-input',
      input: 'catalogue',
      found: `no galaxy for image ${nameless}`,
      expected: 'the galaxy of every good image, to group by it',
      remedy: 'set group_by: image, or name the files so that ingest can tell the galaxies',
    });
  }
  return ok(byGalaxy ? groupedSplit(galaxies, validation, seed) : trainValidationSplit(n, validation, seed));
}

function findTrouble(
  n: number,
  things: string,
  { validation, seed }: { readonly validation: number; readonly seed: number },
): Failure | undefined {
  if (seed > maxMersenneSeed) {
    return {
      reason: 'unsuitable-parameter',
      parameter: 'seed',
      found: String(seed),
      expected: `at most ${maxMersenneSeed}, the largest that numpy takes`,
      remedy: 'give this step a smaller seed of its own',
    };
  }
  if (n < 2) {
    return {
      reason: 'unsuitable-input',
      input: 'catalogue',
      found: `${n} ${things}`,
      expected: `at least 2 ${things}, one for each part`,
      remedy: 'see the column "reason" of the catalogue for what was skipped, or add images',
    };
  }
  const count = validationCount(n, validation);
  if (count < n) return undefined;
  return {
    reason: 'unsuitable-parameter',
    parameter: 'validation',
    found: `${validation}, which takes all ${n} ${things}`,
    expected: `a fraction that leaves at least one for training, at most ${(n - 1) / n}`,
    remedy: 'lower validation, or add images',
  };
}
