import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clustering } from '../../src/report/data.js';
import { argMax, artifactClusters, clusterMeans, percent } from '../../src/report/statistics.js';

const clustering = (labels: number[], k: number): Clustering => ({
  id: 'c',
  step: 'c',
  cell: {},
  k,
  labels: Int32Array.from(labels),
  inertia: NaN,
  iterations: NaN,
  sizes: Array.from({ length: k }, (_, cluster) => labels.filter((label) => label === cluster).length),
  trainSizes: [],
  validationSizes: [],
  members: [],
});

test('a cluster of one does not stand for all: every cluster of mostly artifacts is counted', () => {
  const truth = Float64Array.of(1, 1, 1, 0, 0, 0, 0, 1);
  assert.equal(artifactClusters(clustering([0, 1, 1, 1, 2, 2, 2, 2], 3), truth), {
    clusters: [0, 1],
    nInside: 4,
    nCaught: 3,
    nArtifacts: 4,
  });
});

test('when no cluster is mostly artifacts, the richest is named', () => {
  const truth = Float64Array.of(1, 0, 0, 0, 0, 0);
  assert.equal(artifactClusters(clustering([1, 1, 1, 0, 0, 0], 2), truth).clusters, [1]);
});

test('means leave out NaN, and a cluster without values has none', () => {
  const means = clusterMeans(clustering([0, 0, 1], 3), Float64Array.of(2, NaN, 5));
  assert.equal(means, [2, 5, NaN]);
  assert.is(argMax(means), 1);
  assert.is(argMax([NaN]), -1);
});

test('shares are rounded but never to a false zero', () => {
  assert.equal([0, 0.0001, 0.0234, 0.5, 1, NaN].map(percent), ['0%', '<0.1%', '2.3%', '50%', '100%', 'n/a']);
});

test.run();
