import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeClusters } from '../../../src/steps/artifact-score/judge-clusters.js';

const threshold = 5;

/** Two clusters, the first of `size` images; of each cluster the first so many images have this z, all others 0. */
function judged(nImages: number, size: number, standing: readonly [number, number], z = threshold) {
  const labels = Int32Array.from({ length: nImages }, (_, image) => (image < size ? 0 : 1));
  const stands = (image: number): boolean =>
    image < size ? image < standing[0] : image - size < standing[1];
  const flagged = Array.from(labels, (_, image) => stands(image));
  const values = Float64Array.from(flagged, (flag) => (flag ? z : 0));
  const evidence = { statistics: ['zero_flux_fraction'], z: [values] };
  return judgeClusters({ name: 'k=2', said: 'K = 2', place: 0, k: 2, labels }, evidence, flagged, threshold);
}

test('half of the images are not most of them: the cluster is mixed, and one more makes it one of artifacts', () => {
  assert.is(judged(40, 10, [5, 0])[0]?.verdict, 'mixed');
  assert.is(judged(40, 10, [6, 0])[0]?.verdict, 'artifact');
  // As many as half of all images are in one cluster or the other by chance.
  assert.is(judged(4, 2, [1, 1])[0]?.verdict, 'clean');
});

test('a chance of 5.2% is chance still', () => {
  // Two clusters; 126 of the 4,845 ways to take four of twenty are of the nine that stand out.
  const [cluster] = judged(20, 4, [4, 5]);
  assert.ok(Math.abs((cluster?.chance ?? NaN) - (2 * 126) / 4845) < 1e-12);
  assert.is(cluster?.verdict, 'unclear');
});

test('a statistic that lies at the threshold is evidence', () => {
  assert.is(judged(40, 10, [6, 0])[0]?.evidence, 'zero_flux_fraction 6');
  assert.is(judged(40, 10, [6, 0], threshold - 1e-9)[0]?.evidence, '');
});

test.run();
