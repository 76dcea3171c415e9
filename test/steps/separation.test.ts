import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv, type CsvValue } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import { poolCounts, remainingPurity, completeness } from '../../src/report/separation/separation-count.js';
import { preciseShare, separationWords } from '../../src/report/separation/separation-words.js';
import { separationCounts } from '../../src/steps/report/read-separations.js';
import { separation } from '../../src/steps/separation.js';
import { gatheredCells } from '../support/gathered-cells.js';
import { runStep, type StepOutcome, type StepRun } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const files = new FigureInputs();
const nImages = 10;
const images = [...Array(nImages).keys()];
const member = (image: number): string => `cam${image}.fits`;
const catalogue = await files.table(
  'catalogue.csv',
  ['index', 'source', 'member', 'camera', 'status', 'height', 'width', 'min', 'max'],
  images.map((image) => [image, 'g.tar', member(image), image, 'good', 9, 9, 0, 1]),
);
/** Images 0 to 2 have gaps, 2 and 3 trails. */
const gap = (image: number): number => [0.2, 0.5, 0.9][image] ?? 0;
const trail = (image: number): number => (image === 2 ? 0.3 : image === 3 ? 0.1 : 0);
const worst = (image: number): string => (gap(image) > 0 ? 'gap' : trail(image) > 0 ? 'trail' : 'none');
const truth = await files.table(
  'truth.csv',
  ['tarball', 'member', 'trail', 'gap', 'size', 'artifact_type'],
  // In another order than the catalogue.
  [...images]
    .reverse()
    .map((image): CsvValue[] => ['g.tar', member(image), trail(image), gap(image), 7, worst(image)]),
);
/** Cluster 1 has images 0, 1, 2 and the good image 4. */
const labels = files.array(
  'labels.npy',
  [nImages],
  Int32Array.from(images, (i) => ([0, 1, 2, 4].includes(i) ? 1 : 0)),
);
/** Image 3 and one good image more in cluster 2. */
const three = files.array(
  'three.npy',
  [nImages],
  Int32Array.from(images, (i) => ([0, 1, 2, 4].includes(i) ? 1 : [3, 5].includes(i) ? 2 : 0)),
);
const clusterings = gatheredCells('clusters', [
  [{ k: 2 }, labels],
  [{ k: 3 }, three],
]);
const verdicts = await files.table(
  'clusters.csv',
  ['clustering', 'cluster', 'verdict'],
  [
    ['k=2', 0, 'clean'],
    ['k=2', 1, 'artifact'],
    ['k=3', 0, 'clean'],
    ['k=3', 1, 'artifact'],
    ['k=3', 2, 'artifact'],
  ],
);
const scores = await files.table(
  'scores.csv',
  ['index', 'artifact_score'],
  images.map((i) => [i, i < 3 ? 0.9 - i / 10 : i === 4 ? 0.6 : i === 3 ? 0.55 : 0.1]),
);

const measure = (inputs: StepRun['inputs'] = {}): Promise<StepOutcome> =>
  runStep(separation, { inputs: { labels: clusterings, truth, catalogue, ...inputs } });

async function countsOf(outcome: StepOutcome) {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  const table = await readCsv(outcome.path('table'));
  assert.ok(table.ok);
  const counts = separationCounts(table.value, 'separation.csv');
  assert.ok(counts.ok);
  return counts.value;
}

test('counts by hand: of all, of each kind, by severity; an image of two kinds counts for both', async () => {
  const counts = await countsOf(await measure({ verdicts }));
  const found = (k: number, rule: string, kind: string, severity: string): number[] => {
    const count = counts.find(
      (each) => each.k === k && each.rule === rule && each.kind === kind && each.severity === severity,
    );
    return count === undefined ? [] : [count.artifactsTaken, count.artifacts, count.goodsTaken, count.goods];
  };
  assert.equal(found(2, 'truth', 'all', 'all'), [3, 4, 1, 6]);
  assert.equal(found(2, 'truth', 'gap', 'all'), [3, 3, 1, 6]);
  assert.equal(found(2, 'truth', 'trail', 'all'), [1, 2, 1, 6]);
  assert.equal(found(2, 'truth', 'all', 'low'), [1, 2, 1, 6]);
  assert.equal(found(2, 'truth', 'all', 'middle'), [1, 1, 1, 6]);
  assert.equal(found(2, 'truth', 'all', 'high'), [1, 1, 1, 6]);
  // Half of cluster 2 is artifacts, which is not most; artifact-score says that it is one.
  assert.equal(found(3, 'truth', 'all', 'all'), [3, 4, 1, 6]);
  assert.equal(found(3, 'verdict', 'all', 'all'), [4, 4, 2, 6]);
});

test('scores are cut at one half, and where 99% are artifacts; average precision is of the ranking', async () => {
  const counts = (await countsOf(await measure({ scores }))).filter(
    ({ method, kind, severity }) => method === 'score' && kind === 'all' && severity === 'all',
  );
  assert.equal(
    counts.map(({ rule, artifactsTaken, goodsTaken }) => [rule, artifactsTaken, goodsTaken]),
    [
      ['threshold', 4, 1],
      ['pure', 3, 0],
    ],
  );
  // Three true ones first, then a false one, then the last true one at place 5.
  assert.equal(counts[0]?.averagePrecision, 0.75 + 0.25 * 0.8);
});

test('outcomes are of the most clusters by verdict, and each image says what became of it', async () => {
  const outcome = await measure({ verdicts });
  const array = await readNpy(outcome.path('outcomes'));
  assert.ok(array.ok);
  assert.equal([...array.value.values], [1, 1, 1, 1, 3, 3, 0, 0, 0, 0]);
  const table = await readCsv(outcome.path('images'));
  assert.ok(table.ok);
  assert.equal(table.value.rows[2], [
    ...['2', 'g.tar', 'cam2.fits', 'trail 0.30; gap 0.90'],
    ...Array<string>(4).fill('artifact, taken'),
  ]);
  assert.is(table.value.column('k=2 verdict')?.[3], 'artifact, missed');
});

test('surveys are pooled by adding their counts, and said in a sentence', async () => {
  const counts = await countsOf(await measure({ verdicts }));
  const pooled = poolCounts([counts, counts]);
  const all = pooled.find(({ k, rule }) => k === 3 && rule === 'verdict');
  assert.ok(all !== undefined);
  assert.equal([all.artifacts, all.artifactsTaken, completeness(all), remainingPurity(all)], [8, 8, 1, 1]);
  const said = separationWords({
    step: 's',
    description: '',
    surveys: [{ name: '', counts }],
    pooled: counts,
  });
  assert.match(said, /With K = 3, the clusters that artifact-score calls artifacts hold 4 of 4 images/);
  assert.match(said, /2 of 6 good ones \(67% are kept\)/);
});

test('only all is 100%, and shares above nine tenths are rounded down', () => {
  assert.equal([1, 0.9996, 0.98999, 0.5].map(preciseShare), ['100%', '99.9%', '98.9%', '50%']);
});

test('a truth without a row for an image, verdicts without a cluster, scores without an image are refused', async () => {
  const half = await files.table(
    'half.csv',
    ['tarball', 'member', 'gap', 'artifact_type'],
    [['g.tar', 'cam0.fits', 1, 'gap']],
  );
  const few = await files.table('few.csv', ['clustering', 'cluster', 'verdict'], [['k=2', 0, 'clean']]);
  const fewScores = await files.table('few-scores.csv', ['index', 'artifact_score'], [[0, 1]]);
  const cases: [StepRun['inputs'], string][] = [
    [{ truth: half }, 'no row for image 1'],
    [{ verdicts: few }, 'no verdict of cluster 1 of k=2'],
    [{ scores: fewScores }, 'no score of image 1'],
  ];
  for (const [inputs, found] of cases) {
    const { result } = await measure(inputs);
    assert.not(result.ok);
    if (!result.ok) assert.is('found' in result.failure && result.failure.found, found);
  }
});

test.run();
