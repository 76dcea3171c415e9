import type { UnreadableInput } from '../../core/failure.js';
import { ok, type Result } from '../../core/result.js';
import { encodeModelText, readModelText } from '../artifact-score/read-model-text.js';
import { fromJson } from '../artifact-score/statistic-reference.js';
import type { JoinModel } from './join-model.js';

/** The text of `join-vectors.json`. */
export const encodeJoinModel = (model: JoinModel): string => encodeModelText(model);

/** @throws the system's error when the file cannot be read. */
export async function readJoinModel(path: string): Promise<Result<JoinModel, UnreadableInput>> {
  const read = await readModelText<JoinModel>(path, 'join-vectors', ({ vectors }) =>
    vectors === undefined ? 'vectors' : undefined,
  );
  if (!read.ok) return read;
  const { vectors, evidence } = read.value;
  if (evidence === undefined) return ok({ vectors });
  return ok({ vectors, evidence: { ...evidence, references: evidence.references.map(fromJson) } });
}
