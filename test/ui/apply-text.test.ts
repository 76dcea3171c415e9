import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyText, progressText, type ApplySummary } from '../../src/ui/apply-text.js';

const summary: ApplySummary = {
  ...{ run: '20261125T135854Z-268052e', workflow: 'demo', seconds: 2 },
  catalogue: { csv: 'catalogue.csv', fits: 'catalogue.fits' },
  files: 1000,
  images: { tried: 4000, good: 3998, skipped: 2 },
  firstSkipped: { file: 'n/a.tar', member: 'b\u001b[2Jc.fits', reason: 'an empty file' },
  filesWithoutImages: 3,
  imagesWithFalseZeros: 0,
  clusterings: [{ name: 'k2', sizes: [3000, 998] }],
  artifacts: {
    standOut: 1,
    top: [
      { file: 'n/g_sci.tar', member: 'g_cam2.fits', camera: 2, score: 0.98765, standsOut: 'trail 9.1' },
      { file: 'n/loose.fits', member: '', camera: null, score: 0.5, standsOut: '' },
    ],
  },
};

test('the closing words tell counts, speed, what was skipped, clusters and the highest scores', () => {
  assert.equal(applyText(summary).split('\n'), [
    '4,000 images of 1,000 files through run 20261125T135854Z-268052e of demo: 3998 good, 2 skipped; 2.0s, 2,000 images/s',
    'warning: the first that was skipped is n/a.tar, bc.fits: an empty file',
    'warning: 3 files by cameras that the run does not take, without a row',
    'cluster_k2: 3000, 998 images in clusters 0 to 1',
    "1 image stands out from the run's own; the highest artifact scores:",
    '   score  image                stands out by',
    '  0.9877  g_sci.tar, camera 2  trail 9.1',
    '  0.5000  loose.fits',
    '',
  ]);
});

test('a run without an artifact score says so', () => {
  const { artifacts, ...without } = summary;
  assert.ok(artifacts !== undefined);
  assert.match(applyText(without), /the run has no artifact score for these clusters\n$/);
});

test('the line of progress has files, speed and what is left', () => {
  assert.is(progressText({ nFiles: 10_000, nRead: 0, nImages: 0, seconds: 0 }), '0 of 10,000 files');
  assert.is(
    progressText({ nFiles: 10_000, nRead: 2500, nImages: 10_000, seconds: 20 }),
    '2,500 of 10,000 files, 500 images/s, 1m 00s left',
  );
});

test.run();
