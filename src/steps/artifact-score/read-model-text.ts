import { readFile } from 'node:fs/promises';
import type { UnreadableInput } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';

/** How a fitted model says in its file which form it has. */
const format = 1;

/** The text of a model's file; numbers read back exactly, what is NaN is null. */
export function encodeModelText(model: object): string {
  return `${JSON.stringify({ format, ...model }, null, 2)}\n`;
}

/**
 * Reads a model that `encodeModelText` wrote.
 * @param missing What a content lacks to be a model of that kind, `statistics`; undefined when it is whole.
 * @throws the system's error when the file cannot be read.
 */
export async function readModelText<Model extends object>(
  path: string,
  kind: string,
  missing: (content: Partial<Model>) => string | undefined,
): Promise<Result<Model, UnreadableInput>> {
  const text = await readFile(path, 'utf8');
  const refuse = (found: string) =>
    fail<UnreadableInput>({
      reason: 'unreadable-input',
      file: path,
      found,
      expected: `a model of ${kind}, format ${format}`,
      remedy: 'run the workflow again with this version of skysort',
    });
  let content: (Model & { readonly format?: unknown }) | null;
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    return refuse('text that is not JSON');
  }
  if (content?.format !== format) return refuse(`format ${String(content?.format)}`);
  const lacking = missing(content);
  return lacking === undefined ? ok(content) : refuse(`a model without ${lacking}`);
}
