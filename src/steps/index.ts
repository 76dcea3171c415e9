import type { StepKind } from '../core/step.js';
import { command } from './command.js';
import { curves } from './curves.js';
import { encode } from './encode.js';
import { gallery } from './gallery.js';
import { imageStats } from './image-stats.js';
import { importModel } from './import-model.js';
import { ingest } from './ingest.js';
import { kmeans } from './kmeans.js';
import { mockSurvey } from './mock-survey.js';
import { reconstruct } from './reconstruct.js';
import { report } from './report.js';
import { scatter } from './scatter.js';
import { split } from './split.js';
import { trainAutoencoder } from './train-autoencoder.js';
import { tsne } from './tsne.js';

const all = [
  mockSurvey,
  ingest,
  split,
  trainAutoencoder,
  importModel,
  encode,
  reconstruct,
  kmeans,
  tsne,
  imageStats,
  gallery,
  scatter,
  curves,
  report,
  command,
];

/** Every kind of step, in the order of a pipeline: the one list that all else reads. */
export const kinds: ReadonlyMap<string, StepKind> = new Map(all.map((kind) => [kind.name, kind]));
