import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { artifactTypes, type ArtifactKind } from '../../../src/numerics/mock-survey/artifacts/artifacts.js';
import {
  placeArtifacts,
  type CleanImage,
} from '../../../src/numerics/mock-survey/artifacts/place-artifacts.js';
import { countVisible, fewestVisiblePixels } from '../../../src/numerics/mock-survey/artifacts/visible.js';
import { blankFrame } from '../../../src/numerics/mock-survey/frame.js';
import { drawGalaxy } from '../../../src/numerics/mock-survey/galaxy.js';
import { mockImage } from '../../../src/numerics/mock-survey/mock-image.js';
import { moffatPsf } from '../../../src/numerics/mock-survey/psf.js';

type Rates = Record<ArtifactKind, number>;

const ratesOf = (rate: (kind: ArtifactKind) => number): Rates =>
  Object.fromEntries(artifactTypes.map((kind) => [kind, rate(kind)])) as Rates;

const imageOf = (rates: Rates, index: number, severity = { min: 0.2, max: 0.2 }) =>
  mockImage({ seed: 5, rates, severity, frame: { min: 71, max: 160 } }, drawGalaxy(5, index), {
    index,
    camera: index % 4,
  });

test('a pixel counts as seen when it changed by more than five deviations, or became exactly zero', () => {
  const before = Float64Array.of(0, 0, 0, 0.1, 0, 3);
  const after = Float64Array.of(5, 5.1, -5.1, 0, 0, NaN);
  assert.is(countVisible(before, after, 1), 3);
});

for (const kind of artifactTypes) {
  test(`where the truth says ${kind} at the least severity, it is seen in the image, and only there`, () => {
    for (let index = 0; index < 24; index++) {
      const clean = imageOf(
        ratesOf(() => 0),
        index,
      );
      const marred = imageOf(
        ratesOf((other) => (other === kind ? 0.5 : 0)),
        index,
      );
      const [before, after] = [clean, marred].map(({ pixels }) => Float64Array.from(pixels)) as [
        Float64Array,
        Float64Array,
      ];
      const seen = countVisible(before, after, clean.view.skySigma);
      // Pixels are rounded to float32 when they are compared here, and were not when they were counted.
      assert.ok(Math.abs(marred.artifactPixelsFraction * after.length - seen) <= 1, `${index}`);
      if (marred.severities[kind] > 0) assert.ok(seen >= fewestVisiblePixels, `${index}: ${seen} pixels`);
      else assert.equal(after, before);
    }
  });
}

test('the share of pixels covers all artifacts of an image, and is 0 without any', () => {
  const none = imageOf(
    ratesOf(() => 0),
    3,
  );
  assert.is(none.artifactPixelsFraction, 0);
  const gap = imageOf(
    ratesOf((kind) => (kind === 'chip_gap' ? 1 : 0)),
    3,
  );
  const both = imageOf(
    ratesOf((kind) => (kind === 'chip_gap' || kind === 'satellite_trail' ? 1 : 0)),
    3,
  );
  assert.ok(both.artifactPixelsFraction > gap.artifactPixelsFraction);
  assert.ok(gap.artifactPixelsFraction >= 3 / gap.sizePx);
});

test('an artifact that can be seen nowhere is not in the truth, and one that hides at first is drawn elsewhere', () => {
  const sizePx = 60;
  const exposure = (skySigma: number) => ({
    frame: blankFrame(sizePx),
    psf: moffatPsf(0.7),
    skySigma,
    saturation: 7,
    deadLevel: -0.1,
  });
  const options = {
    seed: 1,
    rates: ratesOf((kind) => (kind === 'dead_column' ? 1 : 0)),
    severity: { min: 0.3, max: 0.3 },
  };
  const place = (clean: CleanImage) => placeArtifacts(options, { index: 0, camera: 0 }, clean);
  const seen = exposure(0.002);
  assert.is(place({ exposure: seen, complete: seen.frame.pixels }).length, 1);
  // 5 deviations of 0.1 are deeper than any dead column.
  const hidden = exposure(0.1);
  assert.equal(place({ exposure: hidden, complete: hidden.frame.pixels }), []);
  // Two columns in three are dark already: where the 5 deviations of 0.01 are reached in the others, not there.
  const mostlyDark = Float64Array.from({ length: sizePx * sizePx }, (_, i) => (i % sizePx < 20 ? 0 : -0.05));
  const columns = Array.from({ length: 20 }, (_, index) => {
    const clean = { exposure: exposure(0.01), complete: mostlyDark };
    const found = placeArtifacts({ ...options, seed: index }, { index, camera: 0 }, clean);
    return found.map(({ stream }) => stream().integer(sizePx));
  }).flat();
  assert.ok(columns.length > 10, `${columns.length} of 20, where a first try finds three`);
  assert.ok(Math.max(...columns) < 20, columns.join());
});

test.run();
