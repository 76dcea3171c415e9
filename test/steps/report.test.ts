import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { report } from '../../src/steps/report.js';
import { galaxiesRun } from '../report/fixture-galaxies.js';
import { FixtureRun } from '../report/fixture-run.js';
import { fixtureImage } from '../report/fixture-survey.js';
import { runStep } from '../support/run-step.js';

async function reportOf(run: FixtureRun): Promise<string> {
  const outcome = await runStep(report, { inputs: { everything: { form: 'everything', items: run.items } } });
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  return readFileSync(outcome.path('report'), 'utf8');
}

/** The words of a page, without scripts, styles and elements. */
const wordsOf = (html: string): string =>
  html
    .replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

const galaxies = galaxiesRun({ nImages: 40, size: 16, k: [3, 6] });

const nArtifacts = Array.from({ length: 40 }, (_, i) => fixtureImage(i, 16)).filter(
  ({ artifact }) => artifact !== 'none',
).length;

test('the report says what was read, split, trained, clustered and found', async () => {
  const words = wordsOf(await reportOf(galaxies));
  for (const text of [
    '40 images , of 10 galaxies , were read from 10 files',
    '3 images could not be used and were skipped',
    '32 images served for training and 8 images for validation',
    'was trained for 100 epochs',
    'sorted into 3 and 6 clusters',
    'The map places 32 images',
    'With K = 3, cluster 0 gathers',
    'K = 3 would be the choice of silhouette, Calinski-Harabasz and stability.',
    'No choice by the knee of the inertia.',
    `By the images’ own statistics ${nArtifacts} images stand out as artifacts do: exactly those that have an artifact.`,
    'alone, cluster 0 looks like artifacts (sure: 18 of 20 stand out) and cluster 2 may be one of artifacts, but is too small to tell (1 of 1 stand out).',
    'truncated: 2,880 bytes of 69,120',
  ]) {
    assert.ok(
      words.includes(text.replace(' ,', ' ,')) ||
        words.replaceAll(' ,', ',').includes(text.replaceAll(' ,', ',')),
      text,
    );
  }
  assert.not.match(words, /NaN|undefined|\[object/);
});

test('the steps are counted once: as many at the top as in the drawing', async () => {
  const nSteps = new Set(galaxies.items.map(({ step }) => step)).size;
  const words = wordsOf(await reportOf(galaxies));
  assert.is(galaxies.items.length, nSteps + 1);
  assert.match(words, ` steps ${nSteps} `);
  assert.match(words, `${nSteps} steps, ${nSteps + 1} instances after the sweep`);
});

test('truth is joined by file and member, statistics by index', async () => {
  const html = await reportOf(galaxies);
  const [, json] = /id="survey-data">([\s\S]*?)<\/script>/.exec(html) ?? [];
  const payload = JSON.parse(json ?? '') as {
    colourings: { name: string; group: string; names?: string[] }[];
  };
  const groups = Object.fromEntries(payload.colourings.map(({ name, group }) => [name, group]));
  assert.is(groups['artifact_type'], 'Truth');
  assert.is(groups['zero_flux_fraction'], 'Statistics');
  assert.is(groups['loss of cnn-reconstructions'], 'Reconstruction');
  assert.is(groups['artifact_score'], 'Statistics');
  for (const column of ['own_evidence', 'stands_out', 'cluster k=3']) assert.is(groups[column], undefined);
  assert.is(groups['K = 3'], 'Clusters');
  assert.is(groups['part of the split'], 'Survey');
});

test('the images of the highest artifact score are shown in its order', async () => {
  const html = await reportOf(galaxies);
  const shown = [...html.matchAll(/<figcaption>\s*(\d\.\d\d)/g)].map(([, score]) => score);
  assert.is(shown.length, 20);
  assert.equal(shown, [...shown].sort().reverse());
});

test('layers, totals and reconstructions of each network are shown', async () => {
  const html = await reportOf(galaxies);
  const words = wordsOf(html);
  assert.ok(words.includes('conv2d_1 convolution 3 × 3, relu 16 × 16 × 16 160'), words.slice(0, 0));
  assert.ok(words.includes('total 1,425'));
  assert.is(html.match(/alt="Its reconstruction"/g)?.length, 2 * 8);
});

test('the report is the same each time', async () => {
  assert.is(await reportOf(galaxies), await reportOf(galaxies));
});

test('a workflow without images, or with only some of the steps, has its report', async () => {
  const commands = new FixtureRun().add({
    step: 'count',
    kind: 'command',
    params: { argv: ['wc'] },
    outputs: {
      lines: { type: 'file', files: { 'lines.txt': '3' } },
      table: { type: 'table', files: { 't.csv': 'a,b\n1,2\n' } },
    },
  });
  assert.match(wordsOf(await reportOf(commands)), 'count.lines');
  const noClusters = new FixtureRun();
  noClusters.items.push(
    ...galaxies.items.filter(({ kind }) => ['mock-survey', 'ingest', 'tsne', 'encode'].includes(kind)),
  );
  const words = wordsOf(await reportOf(noClusters));
  assert.match(words, 'The map places');
  assert.not.match(words, /The clusters|The choice of K|Artifacts/);
});

test('a comparison or a score that lacks a column is named, and the rest is shown', async () => {
  const broken = new FixtureRun();
  broken.items.push(
    ...galaxies.items.filter(({ kind }) => kind !== 'compare-clusterings' && kind !== 'artifact-score'),
  );
  const table = { type: 'table', files: { 't.csv': 'index,k\n0,3\n' } } as const;
  broken.add({ step: 'choose-k', kind: 'compare-clusterings', outputs: { table } }).add({
    step: 'artifacts',
    kind: 'artifact-score',
    inputs: { catalogue: ['images.catalogue'] },
    outputs: { table, clusters: table },
  });
  const words = wordsOf(await reportOf(broken));
  assert.match(words, 'choose-k.table : found a table without the column clustering');
  assert.match(words, 'artifacts.clusters : found a table without the column clustering');
  assert.match(words, 'artifacts.table : found a table without the column artifact_score');
  assert.match(words, 'The clusters');
});

test('an output that cannot be read is named with the reason, and the rest is shown', async () => {
  const broken = new FixtureRun();
  broken.items.push(...galaxies.items.filter(({ kind }) => kind !== 'split'));
  broken.add({
    step: 'split',
    kind: 'command',
    outputs: { split: { type: 'split', files: { 'split.json': '{"train": [9999], "validation": []}' } } },
  });
  const words = wordsOf(await reportOf(broken));
  assert.match(words, 'Could not be shown');
  assert.match(words, 'split.split : found 9999');
  assert.match(words, 'The clusters');
});

test.run();
