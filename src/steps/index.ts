import type { StepKind } from '../core/step.js';
import { kindNames, loadKind } from './load-kind.js';

const loaded = await Promise.all(kindNames.map(loadKind));

/** Every kind of step, in the order of a pipeline: for what shows them all. A run loads those that it needs. */
export const kinds: ReadonlyMap<string, StepKind> = new Map(
  loaded.flatMap((kind) => (kind === undefined ? [] : [[kind.name, kind]])),
);
