import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../../src/numerics/generator.js';
import {
  artifactPainters,
  artifactTypes,
  type ArtifactKind,
} from '../../../src/numerics/mock-survey/artifacts/artifacts.js';
import { paintBleed } from '../../../src/numerics/mock-survey/artifacts/bleed.js';
import { countVisible, fewestVisiblePixels } from '../../../src/numerics/mock-survey/artifacts/visible.js';
import { blankFrame } from '../../../src/numerics/mock-survey/frame.js';
import { moffatPsf } from '../../../src/numerics/mock-survey/psf.js';
import { addSkyNoise } from '../../../src/numerics/mock-survey/sky.js';

const sizePx = 120;
const skySigma = 0.002;
const saturation = 7;
const seeds = [0, 1, 2, 3, 4, 5, 6, 7];

/** A frame of noise with one artifact on it, and the same frame without. */
function painted(kind: ArtifactKind, severity: number, seed: number, deadLevel = 0) {
  const frame = blankFrame(sizePx);
  addSkyNoise(frame, { skySigma, noiseKernel: { near: 0.1, far: -0.02 } }, generator(seed, 'noise'));
  const clean = frame.pixels.slice();
  const exposure = { frame, psf: moffatPsf(0.7), skySigma, saturation, deadLevel };
  artifactPainters[kind].paint(exposure, severity, generator(seed, 'artifact'));
  const at = (x: number, y: number): number => frame.pixels[y * sizePx + x]!;
  const changed = frame.pixels.reduce((n, value, i) => n + (value !== clean[i] ? 1 : 0), 0);
  return { pixels: frame.pixels, clean, at, changed };
}

const range = Array.from({ length: sizePx }, (_, i) => i);
const wholeRows = (at: (x: number, y: number) => number, value: number): number[] =>
  range.filter((y) => range.every((x) => at(x, y) === value));
const wholeColumns = (at: (x: number, y: number) => number, value: number): number[] =>
  range.filter((x) => range.every((y) => at(x, y) === value));

for (const kind of artifactTypes) {
  test(`${kind} changes an image at any severity, the same for the same stream, and leaves no NaN`, () => {
    for (const seed of seeds) {
      for (const severity of [0.01, 0.5, 1]) {
        const { pixels, changed } = painted(kind, severity, seed);
        assert.ok(changed > 0, `seed ${seed}, severity ${severity}`);
        assert.ok(pixels.every(Number.isFinite));
        assert.equal(pixels, painted(kind, severity, seed).pixels);
      }
    }
  });

  test(`${kind} can be seen at the least severity by default, and in more pixels the worse it is`, () => {
    const seen = (severity: number, deadLevel: number): number[] =>
      seeds.map((seed) => {
        const { pixels, clean } = painted(kind, severity, seed, deadLevel);
        return countVisible(clean, pixels, skySigma);
      });
    for (const deadLevel of [0, -0.1]) {
      const ladder = [0.2, 0.5, 0.75, 1].map((severity) => seen(severity, deadLevel));
      assert.ok(Math.min(...ladder[0]!) >= fewestVisiblePixels, `${ladder[0]!.join()} pixels`);
      const sums = ladder.map((counts) => counts.reduce((total, count) => total + count, 0));
      assert.ok(
        sums.every((sum, i) => i === 0 || sum > sums[i - 1]!),
        sums.join(),
      );
    }
  });
}

test('a chip gap is whole rows or whole columns of exact zeros, whatever the dead level, and nothing else', () => {
  for (const seed of seeds) {
    const { at, changed } = painted('chip_gap', 0.5, seed, -0.1);
    const stripes = Math.max(wholeRows(at, 0).length, wholeColumns(at, 0).length);
    assert.is(changed, stripes * sizePx);
    // 3 pixels and 2.45% of the frame, once or twice.
    assert.ok(stripes === 6 || stripes === 12 || (stripes > 6 && stripes < 12), `${stripes} rows or columns`);
  }
});

test('dead blocks of zeros have sharp edges: nothing else changes', () => {
  for (const seed of seeds) {
    const { pixels, changed } = painted('dead_block', 0.5, seed);
    assert.is(pixels.filter((value) => value === 0).length, changed);
    assert.ok(changed >= 150, `${changed} pixels`);
  }
});

test('dead blocks below the sky hold their level inside, and ring by a seventh of it beside their edges', () => {
  for (const seed of seeds) {
    const { pixels, clean } = painted('dead_block', 0.9, seed, -0.1);
    const added = pixels.map((value, i) => value - clean[i]!);
    assert.ok(pixels.filter((value) => Math.abs(value + 0.1) < 1e-12).length >= 2);
    const lowest = Math.min(...pixels);
    assert.ok(lowest < -0.1 && lowest > -0.14, `${lowest}`);
    assert.ok(Math.max(...added) > 0.001 && Math.max(...added) < 0.03);
  }
});

test('an edge strip goes from one side of the frame inwards, and rings along its inner edge if it is below the sky', () => {
  for (const seed of seeds) {
    const zeros = painted('edge_strip', 0.4, seed);
    const lines = Math.max(wholeRows(zeros.at, 0).length, wholeColumns(zeros.at, 0).length);
    // 5 pixels and 5.04% of the frame.
    assert.is(lines, 11);
    assert.is(zeros.changed, 11 * sizePx);
    const { pixels, clean } = painted('edge_strip', 0.4, seed, -0.1);
    const dark = [...pixels.keys()].filter((i) => pixels[i]! < -0.05);
    const corners = [0, sizePx - 1, sizePx * (sizePx - 1), sizePx * sizePx - 1];
    assert.is(corners.filter((i) => dark.includes(i)).length, 2);
    // 2 pixels and 3.64% of the frame, its edge within half a pixel.
    assert.ok(dark.length >= 5 * sizePx && dark.length <= 7 * sizePx, `${dark.length}`);
    const touched = pixels.reduce((n, value, i) => n + (value !== clean[i] ? 1 : 0), 0);
    assert.ok(touched <= 9 * sizePx, `${touched} pixels`);
  }
});

test('dead columns are constant below the sky, next to each other, 1 to 4 of them', () => {
  for (const seed of seeds) {
    const { at, changed } = painted('dead_column', 0.7, seed);
    const dead = range.filter((x) => range.every((y) => at(x, y) === at(x, 0)));
    assert.is(dead.length, 3);
    assert.is(dead[2]! - dead[0]!, 2);
    assert.ok(dead.every((x) => at(x, 0) < -10 * skySigma));
    assert.is(changed, 3 * sizePx);
  }
});

test('a bleed trail saturates pixels of one stretch of columns, with dark lines beside it', () => {
  for (const seed of seeds) {
    const { pixels, clean } = painted('bleed_trail', 0.8, seed);
    const saturated = pixels.reduce((n, value) => n + (value > 0.5 * saturation ? 1 : 0), 0);
    assert.ok(saturated > sizePx, `${saturated} saturated pixels`);
    assert.ok(pixels.some((value) => value < -0.015 * saturation));
    const columns = new Set<number>();
    pixels.forEach((value, i) => value !== clean[i] && columns.add(i % sizePx));
    assert.ok(columns.size < 30, `${columns.size} columns`);
    assert.is(Math.max(...columns) - Math.min(...columns), columns.size - 1);
  }
});

test('a bleed holds the same charge in each of its rows, 0.65 to 1.15 of saturation over its width', () => {
  for (const seed of seeds) {
    const frame = blankFrame(40);
    const exposure = { frame, psf: moffatPsf(0.7), skySigma, saturation, deadLevel: 0 };
    paintBleed(exposure, { x: 20, fromRow: 3, toRow: 30, width: 5, taper: 'none' }, generator(seed, 'bleed'));
    const sums = Array.from({ length: 40 }, (_, row) =>
      frame.pixels.slice(row * 40, row * 40 + 40).reduce((total, value) => total + value, 0),
    );
    assert.ok(sums[3]! > 5 * 0.6 * saturation && sums[3]! < 5 * 1.2 * saturation, `${sums[3]}`);
    sums.forEach((sum, row) => {
      const expected = row >= 3 && row < 30 ? sums[3]! : 0;
      assert.ok(Math.abs(sum - expected) < 1e-9, `row ${row}: ${sum}`);
    });
  }
});

test('a saturated star has a flat core at saturation and light all around it', () => {
  for (const seed of seeds) {
    const { pixels, clean } = painted('saturated_star', 0.5, seed);
    assert.ok(pixels.filter((value) => value === saturation).length >= 9);
    const brightened = pixels.reduce((n, value, i) => n + (value - clean[i]! > skySigma ? 1 : 0), 0);
    assert.ok(brightened > 0.05 * pixels.length, `${brightened} pixels`);
  }
});

test('a saturated star keeps a sixth of the frame away from the galaxy in the middle', () => {
  const middle = (sizePx - 1) / 2;
  for (let seed = 0; seed < 100; seed++) {
    // A star this faint is saturated within a few pixels of its centre only, and bleeds for five.
    const { pixels } = painted('saturated_star', 0.01, seed);
    pixels.forEach((value, i) => {
      const distance = Math.hypot((i % sizePx) - middle, Math.floor(i / sizePx) - middle);
      if (value > 0.9 * saturation) assert.ok(distance > sizePx / 6 - 7, `seed ${seed}: ${distance}`);
    });
  }
});

test('a satellite trail adds the same light to every row or column that it crosses from side to side', () => {
  let crossings = 0;
  for (const seed of seeds) {
    const { pixels, clean } = painted('satellite_trail', 0.6, seed);
    const added = pixels.map((value, i) => value - clean[i]!);
    const brightest = Math.max(...added);
    assert.ok(brightest > 20 * skySigma && brightest <= skySigma * (7 + 61 * 0.36) + 1e-9);
    assert.ok(added.every((value) => value > -1e-12));
    const inColumns = range.filter((x) => range.some((y) => added[y * sizePx + x]! > 0.5 * brightest));
    const inRows = range.filter((y) => range.some((x) => added[y * sizePx + x]! > 0.5 * brightest));
    if (inColumns.length === sizePx || inRows.length === sizePx) crossings += 1;
  }
  assert.ok(crossings >= 4, `${crossings} of ${seeds.length} trails go from side to side`);
});

test('cosmic rays are sharp: hits of at least nine times the noise beside pixels that nothing touched', () => {
  for (const seed of seeds) {
    const { pixels, clean } = painted('cosmic_rays', 0.5, seed);
    const added = pixels.map((value, i) => value - clean[i]!);
    const hits = [...added.keys()].filter((i) => added[i] !== 0);
    assert.ok(hits.every((i) => added[i]! > 9 * skySigma));
    assert.ok(hits.length < 0.05 * pixels.length);
    const untouchedBeside = hits.filter((i) => added[i - 1] === 0 || added[i + 1] === 0);
    assert.ok(untouchedBeside.length > 0.5 * hits.length);
  }
});

test('cosmic rays are the brighter the worse they are', () => {
  const meanHit = (severity: number): number => {
    const hits = seeds.flatMap((seed) => {
      const { pixels, clean } = painted('cosmic_rays', severity, seed);
      return [...pixels.keys()].map((i) => pixels[i]! - clean[i]!).filter((value) => value !== 0);
    });
    return hits.reduce((total, value) => total + value, 0) / hits.length / skySigma;
  };
  const [least, middle, worst] = [meanHit(0.2), meanHit(0.6), meanHit(1)] as const;
  // Medians of 32 + 15 and 80 + 15 standard deviations of the sky.
  assert.ok(least < middle && middle < worst, `${least}, ${middle}, ${worst}`);
  assert.ok(worst > 1.5 * least, `${least}, ${worst}`);
});

test.run();
