import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import type { CsvValue } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import { joinVectors } from '../../src/steps/join-vectors.js';
import { readJoinModel } from '../../src/steps/join-vectors/join-file.js';
import { evidenceShare, joinVector } from '../../src/steps/join-vectors/join-model.js';
import { runStep, type StepOutcome, type StepRun } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();
const images = [...Array(12).keys()];
const catalogue = await files.table(
  'catalogue.csv',
  ['index', 'source', 'member', 'camera', 'status', 'height', 'width', 'min', 'max'],
  images.map((i) => [i, 'g.tar', `c${i}.fits`, i, 'good', 9, 9, 0, 1]),
);
const names = [
  ...[
    'zero_flux_fraction',
    'constant_fraction',
    'negative_outlier_fraction',
    'saturated_fraction',
    'plateau',
  ],
  ...['column_anomaly', 'row_anomaly', 'sharpness', 'trail'],
];
/** Image 3 has a gap of a tenth, image 5 one that is 5 times the floor of 0.0002. */
const statistics = await files.table(
  'image-stats.csv',
  ['index', 'source', 'member', ...names],
  images.map((i): CsvValue[] => [
    ...[i, 'g.tar', `c${i}.fits`],
    ...names.map((name) => (name !== 'zero_flux_fraction' ? 1 : i === 3 ? 0.1 : i === 5 ? 0.001 : 0)),
  ]),
);
const vectors = files.array(
  'latents.npy',
  [12, 1, 2],
  Float32Array.from({ length: 24 }, (_, at) => (at % 2 === 0 ? 3 * (at >> 1) : 4)),
);

const join = (params: JsonObject, inputs: StepRun['inputs'] = {}): Promise<StepOutcome> =>
  runStep(joinVectors, { inputs: { vectors, ...inputs }, params });

async function rowsOf(outcome: StepOutcome): Promise<number[][]> {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  const array = await readNpy(outcome.path('vectors'));
  assert.ok(array.ok);
  const [nRows = 0, width = 0] = array.value.shape;
  const values = [...array.value.values];
  return Array.from({ length: nRows }, (_, row) => values.slice(row * width, (row + 1) * width));
}

test('without statistics vectors are scaled only: as they are, and times a weight', async () => {
  assert.equal((await rowsOf(await join({})))[2], [6, 4]);
  assert.equal((await rowsOf(await join({ weight: 0.5 })))[2], [3, 2]);
});

test('the last number is the largest evidence, whichever statistic gives it', () => {
  const references = names.map(
    (statistic) => ({ statistic, scale: 'linear', median: 0, deviation: 1 }) as const,
  );
  const model = {
    vectors: { scale: 'none', nColumns: 1, centre: [], factors: [], weight: 1 },
    evidence: { references, threshold: 5, weight: 1, largestWeight: 2 },
  } as const;
  const joined = joinVector(model, [7], (statistic) => ({ plateau: 5, trail: 1 })[statistic] ?? 0);
  assert.is(joined.at(-1), 2 * evidenceShare(5, 5));
  assert.is(joined.at(-2), evidenceShare(1, 5));
});

test('unit vectors have length 1', async () => {
  const rows = await rowsOf(await join({ scale: 'unit' }));
  assert.equal(rows[1], [3 / 5, 4 / 5].map(Math.fround));
});

test('a standard scale gives each number mean 0 and variance 1; a constant one becomes 0', async () => {
  const rows = await rowsOf(await join({ scale: 'standard' }));
  const mean = rows.reduce((sum, [x = NaN]) => sum + x, 0) / 12;
  const square = rows.reduce((sum, [x = NaN]) => sum + x * x, 0) / 12;
  assert.ok(Math.abs(mean) < 1e-6 && Math.abs(square - 1) < 1e-6);
  assert.ok(rows.every(([, y]) => y === 0));
});

test('a block scale gives the vectors a mean square length of 1 and keeps their proportions', async () => {
  const wide = files.array('wide.npy', [4, 2], Float32Array.of(0, 0, 2, 0, 0, 6, 2, 6));
  const rows = await rowsOf(await join({ scale: 'block' }, { vectors: wide }));
  const square = rows.reduce((sum, [x = NaN, y = NaN]) => sum + x * x + y * y, 0) / 4;
  assert.ok(Math.abs(square - 1) < 1e-6);
  // Variances 1 and 9: 2 and 6 apart before, and 3 times as far in the second number still.
  const [[a = NaN, b = NaN] = [], [c = NaN] = [], [, d = NaN] = []] = rows;
  assert.ok(Math.abs((d - b) / (c - a) - 3) < 1e-6);
});

test('evidence is one half at the threshold, 16/17 at twice it, nothing at the median or where it is unknown', () => {
  assert.equal(
    [5, 10, 0, -8, NaN, 1e80].map((z) => evidenceShare(z, 5)),
    [0.5, 16 / 17, 0, 0, 0, 1],
  );
});

test('statistics follow the vector, weighted, and the largest evidence is last', async () => {
  const outcome = await join({ evidence_weight: 2, largest_weight: 10 }, { statistics, catalogue });
  const rows = await rowsOf(outcome);
  assert.is(rows[0]?.length, 2 + names.length + 1);
  // Image 5 stands out by 0.001 / 0.0002 = 5, at the threshold.
  assert.equal(rows[5], [15, 4, 1, ...Array<number>(names.length - 1).fill(0), 5]);
  assert.ok((rows[3]?.at(-1) ?? 0) > 9.99);
  assert.equal(rows[0]?.slice(2), Array<number>(names.length + 1).fill(0));
});

test('the model that is kept does the same to one image, to the same bits', async () => {
  const outcome = await join({ scale: 'block', weight: 0.3 }, { statistics, catalogue });
  const rows = await rowsOf(outcome);
  const model = await readJoinModel(outcome.path('model'));
  assert.ok(model.ok);
  const again = joinVector(model.value, [15, 4], (name) => (name === 'zero_flux_fraction' ? 0.001 : 1));
  assert.equal([...Float32Array.from(again)], rows[5]);
});

test('statistics without a catalogue, and vectors of other images, are refused', async () => {
  const alone = await join({}, { statistics });
  assert.not(alone.result.ok);
  const short = files.array('short.npy', [3, 2], new Float32Array(6));
  const other = await join({}, { vectors: short, statistics, catalogue });
  assert.ok(!other.result.ok && 'found' in other.result.failure);
  assert.is(other.result.failure.found, '3 vectors for 12 good images');
});

test.run();
