import { artifactTypes, type ArtifactKind } from '../../../src/numerics/mock-survey/artifacts/artifacts.js';
import { drawGalaxy } from '../../../src/numerics/mock-survey/galaxy.js';
import { mockImage } from '../../../src/numerics/mock-survey/mock-image.js';
import { measureImage, type Measure } from './measures.js';

export type MeasuredImage = Readonly<Record<Measure, number>>;

/** A mock survey without artifacts, its frames as by default. */
export const cleanSurvey = {
  rates: Object.fromEntries(artifactTypes.map((kind) => [kind, 0])) as Record<ArtifactKind, number>,
  severity: { min: 0.2, max: 1 },
  frame: { min: 71, max: 600 },
};

/** What such a survey looks like: the measures of four images for each galaxy. */
export function cleanRows(nGalaxies: number, seed: number): MeasuredImage[] {
  return Array.from({ length: 4 * nGalaxies }, (_, i) => {
    const index = Math.floor(i / 4);
    const image = mockImage({ ...cleanSurvey, seed }, drawGalaxy(seed, index), { index, camera: i % 4 });
    return measureImage({ size: image.sizePx, pixels: image.pixels });
  });
}
