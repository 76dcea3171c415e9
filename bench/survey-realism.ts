// The mock survey beside the real images: quantiles of what both look like, and how far apart their distributions are.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { artifactTypes, type ArtifactKind } from '../src/numerics/mock-survey/artifacts/artifacts.js';
import { drawGalaxy } from '../src/numerics/mock-survey/galaxy.js';
import { mockImage } from '../src/numerics/mock-survey/mock-image.js';
import { readFrames } from '../src/steps/frames/read-frames.js';
import { kolmogorovSmirnov, quantile } from '../test/support/survey/compare.js';
import { measureImage, type Measure } from '../test/support/survey/measures.js';
import { isPresent, surveyFolder } from '../test/support/repository.js';
import { inputFile } from '../test/support/run-step.js';
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

type Row = Readonly<Record<Measure, number>>;

function realRows(): Row[] {
  const tarballs = readdirSync(surveyFolder).filter((name) => name.endsWith('.tar'));
  return tarballs.sort().flatMap((name) =>
    [...readFrames(inputFile(join(surveyFolder, name)), [0, 1, 2, 3])].flatMap(({ camera, image }) => {
      if (!image.ok) throw new Error(`${name} cannot be read`);
      if (marred.has(`${/-1_(\d+_\d+)_/.exec(name)?.[1] ?? name}:${String(camera)}`)) return [];
      return [measureImage({ size: image.value.width, pixels: image.value.pixels })];
    }),
  );
}

export function cleanRows(nGalaxies: number, seed: number): Row[] {
  const rates = Object.fromEntries(artifactTypes.map((kind) => [kind, 0])) as Record<ArtifactKind, number>;
  const options = { seed, rates, severity: { min: 0.2, max: 1 }, frame: { min: 71, max: 600 } };
  return Array.from({ length: 4 * nGalaxies }, (_, i) => {
    const index = Math.floor(i / 4);
    const image = mockImage(options, drawGalaxy(seed, index), { index, camera: i % 4 });
    return measureImage({ size: image.sizePx, pixels: image.pixels });
  });
}

export function surveyRealism(): Promise<void> {
  if (!isPresent(surveyFolder, 'survey-realism, which needs the real survey images'))
    return Promise.resolve();
  const nGalaxies = Number(process.env['SKYSORT_BENCH_GALAXIES'] ?? 250);
  const real = realRows();
  const mock = cleanRows(nGalaxies, 1);
  tell(`survey-realism: ${real.length} real images without artifacts beside ${mock.length} mock images`);
  tell(`  measure, survey       ${shares.map((share) => `${100 * share}%`.padStart(9)).join('')}       KS`);
  for (const measure of Object.keys(mock[0] ?? {}) as Measure[]) {
    const [a, b] = [real, mock].map((rows) => rows.map((row) => row[measure])) as [number[], number[]];
    const line = (values: number[]): string =>
      shares.map((share) => quantile(values, share).toPrecision(3).padStart(9)).join('');
    tell(`  ${measure.padEnd(18)} real${line(a)}${kolmogorovSmirnov(a, b).toFixed(3).padStart(9)}`);
    tell(`  ${''.padEnd(18)} mock${line(b)}`);
  }
  return Promise.resolve();
}
