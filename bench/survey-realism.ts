// The mock survey beside the real images: quantiles of what both look like, how far apart their distributions are, and pictures of both.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawGallery } from '../src/figures/gallery.js';
import type { Picture } from '../src/figures/panel.js';
import { svgToPng } from '../src/figures/raster.js';
import { writeCsv } from '../src/formats/csv.js';
import { drawGalaxy } from '../src/numerics/mock-survey/galaxy.js';
import { mockImage } from '../src/numerics/mock-survey/mock-image.js';
import { isPresent, repositoryRoot, surveyFolder } from '../test/support/repository.js';
import { cleanRows, cleanSurvey, type MeasuredImage } from '../test/support/survey/clean-rows.js';
import { kolmogorovSmirnov, quantile } from '../test/support/survey/compare.js';
import { measureImage, type Measure } from '../test/support/survey/measures.js';
import { realImages, type NamedImage } from '../test/support/survey/real-images.js';
import { tell } from './timing.js';

/** Marred by eye: galaxies and sky are not measured through an artifact. */
const marred = new Set([
  '11667_059:0',
  '12134_081:0',
  '22_071:0',
  '22_071:2',
  '11667_059:2',
  '10007_051:2',
  '11187_053:2',
]);

const shares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

const columns = (rows: readonly MeasuredImage[], measure: Measure): number[] =>
  rows.map((row) => row[measure]);

function tellQuantiles(real: readonly MeasuredImage[], mock: readonly MeasuredImage[]): void {
  tell(`survey-realism: ${real.length} real images without artifacts beside ${mock.length} mock images`);
  tell(`  ${'measure'.padEnd(23)}${shares.map((share) => `${100 * share}%`.padStart(9)).join('')}       KS`);
  for (const measure of Object.keys(mock[0] ?? {}) as Measure[]) {
    const [a, b] = [columns(real, measure), columns(mock, measure)];
    const line = (values: number[]): string =>
      shares.map((share) => quantile(values, share).toPrecision(3).padStart(9)).join('');
    tell(`  ${measure.padEnd(18)} real${line(a)}${kolmogorovSmirnov(a, b).toFixed(3).padStart(9)}`);
    tell(`  ${''.padEnd(18)} mock${line(b)}`);
  }
}

/** What a test holds the mock survey against where the real images are absent. */
async function writeReference(real: readonly MeasuredImage[]): Promise<void> {
  const path = join(repositoryRoot, 'test', 'reference', 'mock-survey', 'real-quantiles.csv');
  const inner = shares.slice(1, -1);
  const measures = Object.keys(real[0] ?? {}) as Measure[];
  // Without artifacts neither survey has a zero.
  const rows = measures
    .filter((measure) => measure !== 'zero_flux_fraction')
    .map((measure) => [
      measure,
      ...inner.map((share) => Number(quantile(columns(real, measure), share).toPrecision(6))),
    ]);
  await writeCsv(path, ['measure', ...inner.map((share) => `q${100 * share}`)], rows);
  tell(`  written: ${path}`);
}

/** The same grey for the same flux in every image: from below the noise to half of a nanomaggy. */
const shade = (flux: number): number => Math.asinh(Math.min(0.5, Math.max(-0.008, flux)) / 0.0042);

async function drawBoth(real: readonly NamedImage[]): Promise<void> {
  const mock = Array.from({ length: real.length }, (_, i): NamedImage => {
    const index = Math.floor(i / 4);
    const image = mockImage({ ...cleanSurvey, seed: 1 }, drawGalaxy(1, index), { index, camera: i % 4 });
    return { name: `${index}:${i % 4}`, size: image.sizePx, pixels: image.pixels };
  });
  const group = (heading: string, colour: string, images: readonly NamedImage[]) => ({
    heading,
    remark: `${images.length} images`,
    colour,
    pictures: images.map(({ name, size, pixels }): Picture => ({
      title: name,
      width: size,
      height: size,
      pixels: Float32Array.from(pixels, shade),
    })),
  });
  const svg = drawGallery([group('real', '#888888', real), group('mock', '#4477aa', mock)], {
    title: 'Real and mock images',
    rows: Math.ceil(real.length / 12),
    columns: 12,
    stretch: 'linear',
  });
  const path = join(mkdtempSync(join(tmpdir(), 'skysort-realism-')), 'real-and-mock.png');
  writeFileSync(path, await svgToPng(svg));
  tell(`  pictures: ${path}`);
}

export async function surveyRealism(): Promise<void> {
  if (!isPresent(surveyFolder, 'survey-realism, which needs the real survey images')) return;
  const images = realImages();
  const real = images.filter(({ name }) => !marred.has(name)).map(measureImage);
  tellQuantiles(real, cleanRows(Number(process.env['SKYSORT_BENCH_GALAXIES'] ?? 250), 1));
  await drawBoth(images);
  if (process.env['SKYSORT_WRITE_REFERENCE'] === '1') await writeReference(real);
}
