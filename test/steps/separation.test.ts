import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readCsv, type CsvValue } from '../../src/formats/csv.js';
import { readNpy } from '../../src/formats/npy.js';
import { poolCounts, remainingPurity, completeness } from '../../src/report/separation/separation-count.js';
import {
  preciseShare,
  selectionWords,
  separationWords,
} from '../../src/report/separation/separation-words.js';
import { readSeparations, separationCounts } from '../../src/steps/report/read-separations.js';
import { Results } from '../../src/steps/report/results.js';
import { separation } from '../../src/steps/separation.js';
import type { Cell } from '../../src/core/cell.js';
import { FixtureRun } from '../report/fixture-run.js';
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

test('a score of exactly one half is taken, and 99% is more than nine of ten', async () => {
  const table = await files.table(
    'halves.csv',
    ['index', 'artifact_score'],
    images.map((i) => [i, i < 4 ? 0.5 : 0.4]),
  );
  const taken = (await countsOf(await measure({ scores: table })))
    .filter(({ kind, severity }) => kind === 'all' && severity === 'all')
    .flatMap(({ method, artifactsTaken, goodsTaken }) =>
      method === 'score' ? [[artifactsTaken, goodsTaken]] : [],
    );
  assert.equal(taken, [
    [4, 0],
    [4, 0],
  ]);
  const many = await manyScores();
  assert.equal(many, [9, 0]);
});

/** Nine artifacts, then a good image, then an artifact: 9 of 9, 9 of 10 and 10 of 11 are artifacts. What the rule `pure` takes. */
async function manyScores(): Promise<[number, number] | undefined> {
  const eleven = [...Array(11).keys()];
  const isGood = (i: number): boolean => i === 9;
  const [theirTruth, theirScores, theirCatalogue] = [
    await files.table(
      'many-truth.csv',
      ['index', 'gap', 'artifact_type'],
      eleven.map((i) => [i, isGood(i) ? 0 : 1, isGood(i) ? 'none' : 'gap']),
    ),
    await files.table(
      'many-scores.csv',
      ['index', 'artifact_score'],
      eleven.map((i) => [i, 0.99 - i / 100]),
    ),
    await files.table(
      'many-catalogue.csv',
      ['index', 'source', 'member', 'camera', 'status', 'height', 'width', 'min', 'max'],
      eleven.map((i) => [i, 'g.tar', member(i), i, 'good', 9, 9, 0, 1]),
    ),
  ];
  const theirs = gatheredCells('clusters', [[{ k: 1 }, files.array('ones.npy', [11], new Int32Array(11))]]);
  const counts = await countsOf(
    await measure({ labels: theirs, truth: theirTruth, scores: theirScores, catalogue: theirCatalogue }),
  );
  const pure = counts.find(
    ({ rule, kind, severity }) => rule === 'pure' && kind === 'all' && severity === 'all',
  );
  return pure && [pure.artifactsTaken, pure.goodsTaken];
}

test('a severity of a third is low, and one of two thirds middle', async () => {
  const ofThirds = await files.table(
    'thirds.csv',
    ['index', 'gap', 'artifact_type'],
    images.map((i) => {
      const severity = [0.32, 1 / 3, 0.34, 2 / 3, 0.67][i] ?? 0;
      return [i, severity, severity > 0 ? 'gap' : 'none'];
    }),
  );
  const counts = await countsOf(await measure({ truth: ofThirds }));
  const gaps = counts.filter(({ k, kind }) => k === 2 && kind === 'gap');
  assert.equal(
    gaps.map(({ severity, artifacts }) => [severity, artifacts]),
    [
      ['all', 5],
      ['low', 2],
      ['middle', 2],
      ['high', 1],
    ],
  );
});

test('a truth that names no column, leaves a severity out or contradicts itself is refused by row and column', async () => {
  const rowsOf = (changed: readonly CsvValue[]): CsvValue[][] =>
    images.map((i): CsvValue[] =>
      i === 5 ? [i, ...changed] : [i, i < 2 ? 0.5 : 0, 0, i < 2 ? 'gap' : 'none'],
    );
  const cases: [readonly CsvValue[], string][] = [
    [[0, 0, 'ghost'], '"ghost" in column artifact_type in row 6'],
    [[0, 0, ''], '"" in column artifact_type in row 6'],
    [[null, 0, 'none'], '"" in column gap in row 6'],
    [['nan', 0, 'gap'], '"nan" in column gap in row 6'],
    [[-1, 0, 'none'], '"-1" in column gap in row 6'],
    [[0, 0, 'gap'], 'severity 0 in column gap, and "gap" in column artifact_type in row 6'],
    [[0.5, 0, 'none'], 'severity 0.5 in column gap, and "none" in column artifact_type in row 6'],
  ];
  for (const [at, [changed, found]] of cases.entries()) {
    const bad = await files.table(
      `bad-${at}.csv`,
      ['index', 'gap', 'trail', 'artifact_type'],
      rowsOf(changed),
    );
    const { result } = await measure({ truth: bad });
    assert.not(result.ok, found);
    if (!result.ok) assert.is('found' in result.failure && result.failure.found, found);
  }
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
  const said = separationWords({ ...one, isMock: false, surveys: [{ name: '', counts }], pooled: counts });
  assert.match(
    said,
    /With K = 3, on one survey the clusters that artifact-score calls artifacts hold 4 of 4 images/,
  );
  assert.match(said, /completeness 100%, 95% interval 51% to 100%/);
  assert.match(said, /2 of 6 good ones \(kept: 67%, 95% interval 30% to 90\.3%\)/);
  const both = separationWords({ ...one, surveys: [one.surveys[0]!, one.surveys[0]!], pooled });
  assert.match(both, /over 2 mock surveys the clusters .* hold 8 of 8 images/);
});

/** As the report has it of one mock survey, without counts. */
const one = { step: 's', description: '', isMock: true, surveys: [{ name: '', counts: [] }], pooled: [] };

test('a survey without artifacts has none to find, and one that is all taken out leaves nothing', async () => {
  const counts = await countsOf(await measure({ verdicts }));
  const none = counts.map((count) => ({ ...count, artifacts: 0, artifactsTaken: 0 }));
  assert.match(
    separationWords({ ...one, pooled: none }),
    /hold 2 of 6 good ones .*; there are no artifacts to find\.$/,
  );
  const all = counts.map((count) => ({ ...count, goodsTaken: count.goods, artifactsTaken: count.artifacts }));
  assert.match(separationWords({ ...one, pooled: all }), /Nothing remains\.$/);
});

test('average precisions of several surveys are averaged', async () => {
  const counts = await countsOf(await measure({ scores }));
  const worse = counts.map((count) => ({ ...count, averagePrecision: count.averagePrecision - 0.5 }));
  const pooled = poolCounts([counts, worse]).find(({ rule, kind }) => rule === 'threshold' && kind === 'all');
  assert.ok(Math.abs((pooled?.averagePrecision ?? NaN) - (0.95 - 0.25)) < 1e-12);
});

const columnsOfCounts =
  'method,clustering,k,rule,kind,severity,artifacts,artifacts_taken,goods,goods_taken,average_precision';

/** A survey of two seeds, and a separation for each cell, of clusterings of two clusters by name. */
async function pooledOf(cells: readonly { readonly cell: Cell; readonly clusterings: readonly string[] }[]) {
  const run = new FixtureRun();
  for (const seed of [1, 2]) {
    const outputs = { truth: { type: 'table', files: { 'truth.csv': 'index' } } } as const;
    run.add({ step: 'survey', kind: 'mock-survey', cell: { seed }, outputs });
  }
  for (const { cell, clusterings: names } of cells) {
    const rows = names.map((each) => `clusters,"${each}",2,truth,all,all,4,3,6,1,`);
    const content = [columnsOfCounts, ...rows, ''].join('\n');
    run.add({
      step: 'sorted',
      kind: 'separation',
      cell,
      inputs: { truth: [`survey@seed=${JSON.stringify(cell['seed'])}.truth`] },
      outputs: { table: { type: 'table', files: { 'separation.csv': content } } },
    });
  }
  const separations = await readSeparations(new Results(run.items));
  return separations.map(({ step, isMock, surveys, pooled }) => ({
    step,
    isMock,
    surveys: surveys.length,
    images: pooled.map(({ clustering, artifacts, goods }) => `${clustering}: ${artifacts + goods}`),
    words: pooled.map(selectionWords),
  }));
}

test('surveys are pooled, and several clusterings of one survey by as many clusters are not', async () => {
  const gathered = ['k=2,restart=1', 'k=2,restart=2'];
  const found = await pooledOf([1, 2].map((seed) => ({ cell: { seed }, clusterings: gathered })));
  assert.equal(found, [
    {
      ...{ step: 'sorted', isMock: true, surveys: 2 },
      images: gathered.map((each) => `${each}: 20`),
      words: ['K = 2 (restart=1)', 'K = 2 (restart=2)'],
    },
  ]);
});

test('cells that differ in more than the survey are reported apart, under the names of their clusterings', async () => {
  const found = await pooledOf(
    [1, 2].flatMap((seed) =>
      [1, 2].map((restart) => ({
        cell: { seed, restart },
        clusterings: [`clusters@restart=${restart},seed=${seed}`],
      })),
    ),
  );
  assert.equal(
    found.map(({ step, surveys, images: counted }) => [step, surveys, counted]),
    [1, 2].map((restart) => [`sorted@restart=${restart}`, 2, [`restart=${restart}: 20`]]),
  );
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
