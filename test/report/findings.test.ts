import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ReportData } from '../../src/report/data.js';
import { findings } from '../../src/report/findings.js';
import { emptyReport } from './empty-report.js';
import { clusteringOf, judgedOf, networkOf, surveyOf, truthOf, wordsOf, zeroFluxOf } from './hand-made.js';

const words = (data: Partial<ReportData>): string[] => {
  const { paragraphs, byClustering } = findings(emptyReport(data));
  return [...paragraphs, ...byClustering].map((part) => wordsOf(part.toString()).trim());
};

test('what was read says how many were skipped, or that none was', () => {
  const read = '40 images, of 2 galaxies, were read from 3 files.';
  assert.equal(words({ survey: surveyOf(40, 0) }), [`${read} None was skipped.`]);
  assert.equal(words({ survey: surveyOf(40, 1) }), [`${read} 1 image could not be used and was skipped.`]);
  assert.equal(words({ survey: surveyOf(40, 3) }), [`${read} 3 images could not be used and were skipped.`]);
});

test('a network is told by its first, its last and its lowest validation loss', () => {
  const what = 'The network cnn (1,425 parameters, latents of 2 × 2 × 8) was trained for 3 epochs';
  assert.equal(words({ networks: [networkOf([0.9, 0.8, 0.7], [0.5, 0.25, 0.375])] }), [
    `${what}: its validation loss went from 0.5 to 0.375 (lowest 0.25, after epoch 2).`,
  ]);
  assert.equal(words({ networks: [networkOf([0.9, 0.8, 0.7], [0.5, 0.375, 0.25])] }), [
    `${what}: its validation loss went from 0.5 to 0.25.`,
  ]);
  assert.equal(words({ networks: [networkOf([0.5, 0.125, 0.25], [NaN, NaN, NaN])] }), [
    `${what}: its training loss went from 0.5 to 0.25 (lowest 0.125, after epoch 2).`,
  ]);
});

// Cluster 0: images 0 to 3, of which 3 have an artifact; of the other 6, 1 has.
const clustering = clusteringOf([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], 2);
const truth = truthOf(1, 1, 1, 0, 1, 0, 0, 0, 0, 0);

test('where the truth is known, the clusters of most artifacts are told with their shares and that of the rest', () => {
  assert.equal(words({ clusterings: [clustering], attributes: [truth] }).slice(1), [
    'With K = 2, cluster 0 gathers 3 of 4 images with an artifact (75%); 75% of what is in it has one, against 17% of the rest.',
  ]);
});

test('without the truth, the cluster of the highest zero-flux fraction is told with that of all others', () => {
  const zeroFlux = zeroFluxOf(0.5, 0.5, 0.25, 0.75, 0.2, 0.2, 0.2, 0, 0, 0);
  assert.equal(words({ clusterings: [clustering], attributes: [zeroFlux] }).slice(1), [
    'With K = 2, cluster 0 (4 images, 40%) has the highest mean zero-flux fraction: 50% of an image’s pixels, against 10% elsewhere.',
  ]);
});

test('the verdicts stand in place of the truth', () => {
  const clusterings = [{ instance: clustering.id, said: 'k=2', clusters: [judgedOf({})] }];
  assert.equal(
    words({
      clusterings: [clustering],
      artifacts: [{ id: 'a', clusterings, images: [], standingOut: [] }],
    }).slice(2),
    ['With K = 2, cluster 0 looks like artifacts (sure: 18 of 20 stand out).'],
  );
});

test('the images that stand out are told, and how many of those with an artifact they are', () => {
  const told = (standingOut: readonly number[], known = true) =>
    words({
      artifacts: [{ id: 'a', clusterings: [], images: [], standingOut }],
      attributes: known ? [truth] : [],
    });
  const stand = (n: string) => `By the images’ own statistics ${n} out as artifacts do`;
  assert.equal(told([0, 1, 2, 4]), [`${stand('4 images stand')}: exactly those that have an artifact.`]);
  assert.equal(told([0, 1, 5]), [
    `${stand('3 images stand')}: 2 of the 4 images with an artifact, and 1 without one.`,
  ]);
  assert.equal(told([0]), [
    `${stand('1 image stands')}: 1 of the 4 images with an artifact, and 0 without one.`,
  ]);
  assert.equal(told([0, 3], false), [`${stand('2 images stand')}.`]);
});

test.run();
