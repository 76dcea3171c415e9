import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifactTypes, type ArtifactKind } from '../../../src/numerics/mock-survey/artifacts/artifacts.js';
import { drawGalaxy } from '../../../src/numerics/mock-survey/galaxy.js';
import { mockImage, type MockSurveyOptions } from '../../../src/numerics/mock-survey/mock-image.js';

const ratesOf = (rate: number): Record<ArtifactKind, number> =>
  Object.fromEntries(artifactTypes.map((kind) => [kind, rate])) as Record<ArtifactKind, number>;

const options = (rates: Record<ArtifactKind, number>): MockSurveyOptions => ({
  seed: 11,
  rates,
  severity: { min: 0.2, max: 0.9 },
  frame: { min: 40, max: 90 },
});

const imageOf = (survey: MockSurveyOptions, index: number, camera = 0) =>
  mockImage(survey, drawGalaxy(survey.seed, index), { index, camera });

test('at rate 0 no image carries an artifact, and none has a pixel of exactly zero', () => {
  for (let index = 0; index < 12; index++) {
    const image = imageOf(options(ratesOf(0)), index, index % 4);
    assert.ok(artifactTypes.every((kind) => image.severities[kind] === 0));
    assert.ok(image.pixels.every((value) => value !== 0 && Number.isFinite(value)));
  }
});

test('at rate 1 every image carries every artifact, with a severity between the bounds', () => {
  for (let index = 0; index < 6; index++) {
    const { severities } = imageOf(options(ratesOf(1)), index);
    assert.ok(artifactTypes.every((kind) => severities[kind] >= 0.2 && severities[kind] <= 0.9));
  }
});

test('raising one rate changes neither the other artifacts nor the images that had none of it', () => {
  const some = options({ ...ratesOf(0.3), chip_gap: 0 });
  const more = options({ ...ratesOf(0.3), chip_gap: 0.5 });
  let gaps = 0;
  for (let index = 0; index < 16; index++) {
    const before = imageOf(some, index);
    const after = imageOf(more, index);
    assert.equal({ ...after.severities, chip_gap: 0 }, before.severities);
    if (after.severities.chip_gap > 0) gaps += 1;
    else assert.equal(after.pixels, before.pixels);
  }
  assert.ok(gaps > 2 && gaps < 14, `${gaps} gaps`);
});

// 2,000 draws at a rate of 0.1: the standard deviation of the share is 0.0067.
test('an artifact is as frequent as its rate says', () => {
  const survey = { ...options({ ...ratesOf(0), dead_column: 0.1 }), frame: { min: 32, max: 32 } };
  const galaxy = drawGalaxy(0, 0);
  let carried = 0;
  for (let index = 0; index < 500; index++) {
    for (let camera = 0; camera < 4; camera++) {
      if (mockImage(survey, galaxy, { index, camera }).severities.dead_column > 0) carried += 1;
    }
  }
  assert.ok(Math.abs(carried / 2000 - 0.1) < 0.027, `${carried} of 2000`);
});

test('an image does not depend on what was made before it, and cameras differ in place, size and sky', () => {
  const survey = options(ratesOf(0.2));
  const first = imageOf(survey, 3, 2);
  imageOf(survey, 4, 1);
  assert.equal(imageOf(survey, 3, 2).pixels, first.pixels);
  const views = [0, 1, 2, 3].map((camera) => imageOf(survey, 3, camera).view);
  assert.is(new Set(views.map(({ redshift }) => redshift)).size, 4);
  assert.is(new Set(views.map(({ skySigma }) => skySigma)).size, 4);
  assert.ok(new Set(views.map(({ sizePx }) => sizePx)).size > 1);
});

test('cameras draw noise and artifacts apart from each other', () => {
  const survey = { ...options(ratesOf(0.5)), frame: { min: 64, max: 64 } };
  const galaxy = drawGalaxy(0, 0);
  const images = [0, 1, 2, 3].map((camera) => mockImage(survey, galaxy, { index: 0, camera }));
  for (const kind of artifactTypes) {
    const severities = images.map((image) => image.severities[kind]).filter((severity) => severity > 0);
    assert.is(new Set(severities).size, severities.length, kind);
  }
  const clean = { ...options(ratesOf(0)), frame: { min: 64, max: 64 } };
  const corner = (camera: number): number[] => {
    const { pixels, view } = mockImage(clean, galaxy, { index: 0, camera });
    return Array.from(pixels.subarray(0, 8), (value) => Math.sign(value / view.skySigma));
  };
  assert.is(new Set([0, 1, 2, 3].map((camera) => corner(camera).join())).size, 4);
});

test('frames keep within their bounds, even where the bounds exclude the usual sizes', () => {
  for (const frame of [
    { min: 71, max: 600 },
    { min: 32, max: 48 },
    { min: 64, max: 64 },
  ]) {
    for (let index = 0; index < 8; index++) {
      const image = imageOf({ ...options(ratesOf(0)), frame }, index);
      assert.ok(image.sizePx >= frame.min && image.sizePx <= frame.max, `${image.sizePx}`);
      assert.is(image.pixels.length, image.sizePx * image.sizePx);
      // 50 kpc fill the frame.
      assert.is(Math.floor(50 / image.view.kpcPerPixel + 1e-6), image.sizePx);
    }
  }
});

test('the galaxy is in the middle and far above the noise', () => {
  for (let index = 0; index < 8; index++) {
    const image = imageOf(options(ratesOf(0)), index);
    const middle = Math.floor((image.sizePx - 1) / 2);
    assert.ok(image.pixels[middle * image.sizePx + middle]! > 8 * image.view.skySigma);
  }
});

test.run();
