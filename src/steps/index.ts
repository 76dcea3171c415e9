import type { StepKind } from '../core/step.js';
import { command } from './command.js';
import { curves } from './curves.js';
import { gallery } from './gallery.js';
import { imageStats } from './image-stats.js';
import { ingest } from './ingest.js';
import { kmeans } from './kmeans.js';
import { mockSurvey } from './mock-survey.js';
import { scatter } from './scatter.js';
import { split } from './split.js';
import { importModel } from './import-model.js';

/** Every kind of step, in the order of a pipeline: the one list that all else reads. */
export const kinds: ReadonlyMap<string, StepKind> = new Map(
  [mockSurvey, ingest, split, importModel, kmeans, imageStats, gallery, scatter, curves, command].map(
    (kind) => [kind.name, kind],
  ),
);
