import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gallery } from '../../src/steps/gallery.js';
import { runStep, type StepOutcome } from '../support/run-step.js';
import { FigureInputs } from './figure-inputs.js';

const svgOf = (outcome: StepOutcome): string => {
  assert.ok(outcome.result.ok, JSON.stringify(outcome.result));
  return readFileSync(join(outcome.path('figure'), 'figure.svg'), 'utf8');
};

const titles = (svg: string): string[] =>
  [...svg.matchAll(/<image [^>]*><title>([^<]*)<\/title>/g)].map((match) => match[1] ?? '');

test('each cluster shows its first training members in the order of the split', async () => {
  const inputs = new FigureInputs();
  const outcome = await runStep(gallery, {
    inputs: {
      images: inputs.images('images.npy', 6),
      labels: inputs.array('labels.npy', [6], Int32Array.of(0, 1, 0, 1, 0, 1)),
      split: inputs.json('split.json', { train: [4, 5, 0, 2, 1], validation: [3] }),
    },
    params: { rows: 1, columns: 2 },
  });
  const svg = svgOf(outcome);
  assert.equal(titles(svg), ['image 4', 'image 0', 'image 5', 'image 1']);
  assert.match(svg, '3 training images');
  assert.match(svg, '2 training images');
  const png = readFileSync(join(outcome.path('figure'), 'figure.png'));
  assert.is(png.subarray(1, 4).toString(), 'PNG');
});

test('without labels and split all images are one group, in order, named by the catalogue', async () => {
  const inputs = new FigureInputs();
  const outcome = await runStep(gallery, {
    inputs: {
      images: inputs.images('images.npy', 3),
      catalogue: await inputs.table(
        'catalogue.csv',
        ['index', 'source', 'member'],
        [
          [0, 'a.tar', 'a<1>.fits'],
          ['', 'a.tar', 'broken.fits'],
          [1, 'b.tar', 'b.fits'],
        ],
      ),
    },
  });
  assert.equal(titles(svgOf(outcome)), ['a.tar / a&lt;1&gt;.fits', 'b.tar / b.fits', 'image 2']);
});

test('reconstructions are matched with their originals by the table of errors', async () => {
  const inputs = new FigureInputs();
  const outcome = await runStep(gallery, {
    inputs: {
      images: inputs.images('images.npy', 5),
      reconstructions: inputs.images('reconstructions.npy', 2),
      errors: await inputs.table(
        'errors.csv',
        ['index', 'part', 'loss', 'row'],
        [
          [0, 'train', 0.5, null],
          [3, 'validation', 0.25, 1],
          [4, 'validation', 0.125, 0],
        ],
      ),
    },
  });
  const svg = svgOf(outcome);
  assert.equal(titles(svg), ['image 4', 'reconstruction of image 4', 'image 3', 'reconstruction of image 3']);
  assert.ok(svg.indexOf('loss 0.125') < svg.indexOf('loss 0.25'));
});

test('without errors the reconstructions are of the first validation images', async () => {
  const inputs = new FigureInputs();
  const outcome = await runStep(gallery, {
    inputs: {
      images: inputs.images('images.npy', 5),
      reconstructions: inputs.images('reconstructions.npy', 2),
      split: inputs.json('split.json', { train: [0, 1], validation: [4, 2, 3] }),
    },
  });
  assert.equal(titles(svgOf(outcome)), [
    'image 4',
    'reconstruction of image 4',
    'image 2',
    'reconstruction of image 2',
  ]);
});

test('labels of another number of images are refused by name', async () => {
  const inputs = new FigureInputs();
  const { result } = await runStep(gallery, {
    inputs: {
      images: inputs.images('images.npy', 3),
      labels: inputs.array('labels.npy', [2], Int32Array.of(0, 1)),
    },
  });
  assert.not.ok(result.ok);
  assert.ok(!result.ok && result.failure.reason === 'unsuitable-input');
  assert.is(result.failure.input, 'labels');
  assert.match(result.failure.expected, '(3)');
});

test('a split that names images that are not there is refused', async () => {
  const inputs = new FigureInputs();
  const { result } = await runStep(gallery, {
    inputs: {
      images: inputs.images('images.npy', 3),
      split: inputs.json('split.json', { train: [0, 9], validation: [] }),
    },
  });
  assert.ok(!result.ok && result.failure.reason === 'unreadable-input');
  assert.is(result.failure.place, 'train[1]');
  assert.is(result.failure.found, '9');
});

test.run();
