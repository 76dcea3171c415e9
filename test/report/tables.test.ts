import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifactWords } from '../../src/report/artifact-words.js';
import type { ComparedCriterion } from '../../src/report/data.js';
import { artifactSection } from '../../src/report/sections/artifacts.js';
import { choiceSection } from '../../src/report/sections/choice.js';
import { clusterSection } from '../../src/report/sections/clusters.js';
import { emptyReport } from './empty-report.js';
import { clusteringOf, judgedOf, truthOf, wordsOf, zeroFluxOf } from './hand-made.js';

/** The rows of all tables, cell by cell. */
const rowsOf = (html: string): string[][] =>
  [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => wordsOf(cell).trim()),
  );

const clustering = clusteringOf([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], 2);

test('the clusters say how many artifacts they gather of all, and what share of each has one', () => {
  const attributes = [truthOf(1, 1, 1, 0, 1, 0, 0, 0, 0, 0), zeroFluxOf(1, 1, 0, 0, 0, 0, 0, 0, 0, 0)];
  const html =
    clusterSection(emptyReport({ clusterings: [clustering], attributes }))?.content.toString() ?? '';
  assert.equal(rowsOf(html), [
    ['clustering', 'inertia', 'iterations', 'sizes', 'artifacts gathered'],
    ['K = 2', '12', '4', '', '3 of 4, 75%'],
  ]);
  const heads = [...html.matchAll(/<small>([\s\S]*?)<\/small>/g)].map(([, head = '']) => wordsOf(head));
  assert.equal(heads, [
    '4 images, 40% · 75% with an artifact · zero-flux fraction 50%',
    '6 images, 60% · 17% with an artifact · zero-flux fraction 0%',
  ]);
});

test('the choice of K says of each class how much of it a cluster holds, and how much of the cluster is of it', () => {
  const criterion = (fields: Partial<ComparedCriterion>): ComparedCriterion => ({
    ...{ name: 'completeness', of: 'bleed', better: '', choice: undefined },
    ...{ values: [0.8, 0.6], clusters: [0, 4], ...fields },
  });
  const criteria = [criterion({}), criterion({ name: 'purity', values: [0.3, 0.9] })];
  const comparisons = [{ id: 'choose-k', clusterings: ['K = 3', 'K = 6'], criteria }];
  const html = choiceSection(emptyReport({ comparisons }))?.content.toString() ?? '';
  assert.equal(rowsOf(html).at(-1), ['bleed', '80% in cluster 0, 30% pure', '60% in cluster 4, 90% pure']);
});

test('a cluster that looks like artifacts is told with its share, the interval, and the share elsewhere', () => {
  const clusterings = [
    { instance: 'c', said: 'k=2', clusters: [judgedOf({}), judgedOf({ verdict: 'clean' })] },
  ];
  const artifacts = [{ id: 'a', clusterings, images: [], standingOut: [] }];
  const html = artifactSection(emptyReport({ artifacts }))?.content.toString() ?? '';
  assert.equal(rowsOf(html).at(-1), [
    ...['0', 'artifacts, sure', '18 of 20, 90%', '70% to 97%', '4.0%'],
    'column anomaly (17) and saturated fraction (1)',
  ]);
  assert.is(
    artifactWords([judgedOf({})]),
    'Cluster 0 looks like artifacts (sure): 18 of 20 images stand out (90%, 95% interval 70% to 97%; elsewhere 4.0%), by column anomaly (17) and saturated fraction (1).',
  );
});

test.run();
