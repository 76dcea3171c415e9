import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { csvLine } from '../../formats/csv.js';
import { encodeTar } from '../../formats/tar-encode.js';
import type { ArtifactKind } from '../../numerics/mock-survey/artifacts/artifacts.js';
import { nCameras } from '../../numerics/mock-survey/camera.js';
import { drawGalaxy } from '../../numerics/mock-survey/galaxy.js';
import { mockImage, type MockSurveyOptions } from '../../numerics/mock-survey/mock-image.js';
import { threadTask } from '../threads/map-in-order.js';
import { mockFits } from './mock-fits.js';
import { artifactsOf, truthRow } from './truth.js';

export interface SurveySetup {
  readonly options: MockSurveyOptions;
  /** Where the tarballs go. */
  readonly folder: string;
}

/** The truth about one image. */
export interface TruthLine {
  readonly line: string;
  readonly artifacts: readonly ArtifactKind[];
}

/** Makes galaxy `index` of a survey: writes its tarball and tells the truth about its images, one for each camera. */
export const task = threadTask(
  import.meta.url,
  ({ options, folder }: SurveySetup) =>
    async (index: number) => {
      const name = `mock_${String(index).padStart(4, '0')}`;
      const tarball = `${name}_sci.tar`;
      const galaxy = drawGalaxy(options.seed, index);
      const truth: TruthLine[] = [];
      const members = Array.from({ length: nCameras }, (_, camera) => {
        const image = mockImage(options, galaxy, { index, camera });
        const member = `${name}_cam${camera}.fits`;
        const line = csvLine(truthRow({ galaxy, image, tarball, member, name, camera }));
        truth.push({ line, artifacts: artifactsOf(image) });
        return { name: member, bytes: mockFits(galaxy, image) };
      });
      await writeFile(join(folder, tarball), encodeTar(members));
      return { output: truth };
    },
);
