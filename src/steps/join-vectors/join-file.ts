import { readFile } from 'node:fs/promises';
import type { UnreadableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { StatisticReference } from '../artifact-score/statistic-reference.js';
import type { JoinModel } from './join-model.js';

const format = 1;

/** The text of `join-vectors.json`; numbers read back exactly, a median that is not known is null. */
export function encodeJoinModel(model: JoinModel): string {
  return `${JSON.stringify({ format, ...model }, null, 1)}\n`;
}

/** @throws the system's error when the file cannot be read. */
export async function readJoinModel(path: string): Promise<Result<JoinModel, UnreadableInput>> {
  const text = await readFile(path, 'utf8');
  const refuse = (found: string) =>
    fail<UnreadableInput>({
      reason: 'unreadable-input',
      file: path,
      found,
      expected: `a model of join-vectors, format ${format}`,
      remedy: 'run the workflow again with this version of skysort',
    });
  let content: Partial<JoinModel & { format: number }> | null;
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    return refuse('text that is not JSON');
  }
  if (content?.format !== format) return refuse(`format ${String(content?.format)}`);
  const { vectors, evidence } = content;
  if (vectors === undefined) return refuse('a model without vectors');
  if (evidence === undefined) return ok({ vectors });
  return ok({ vectors, evidence: { ...evidence, references: evidence.references.map(withNaN) } });
}

/** JSON has no NaN. */
function withNaN(reference: StatisticReference): StatisticReference {
  const { median, deviation } = reference as { median: number | null; deviation: number | null };
  return { ...reference, median: median ?? NaN, deviation: deviation ?? NaN };
}
