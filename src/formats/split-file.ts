import { readFile, writeFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../core/result.js';
import type { UnreadableInput } from '../core/failure.js';
import type { Split } from '../numerics/train-validation-split.js';

/** Writes `split.json`: one line, `{"train":[…],"validation":[…]}`. */
export async function writeSplit(path: string, split: Split): Promise<void> {
  await writeFile(path, `${JSON.stringify({ train: split.train, validation: split.validation })}\n`);
}

/**
 * Reads `split.json`.
 * @param nImages How many images there are, when the caller knows: then every index must be below it.
 * @returns Failure `unreadable-input` unless both parts are lists of distinct whole numbers from 0 and share none.
 */
export async function readSplit(path: string, nImages = Infinity): Promise<Result<Split, UnreadableInput>> {
  const unreadable = (place: string, found: string, expected: string): Result<never, UnreadableInput> =>
    fail({ reason: 'unreadable-input', file: path, place, found, expected });
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return unreadable('the text', 'text that is not JSON', 'the JSON of a split');
  }
  const { train, validation } = (value ?? {}) as Record<string, unknown>;
  const seen = new Set<number>();
  for (const [part, indices] of Object.entries({ train, validation })) {
    if (!Array.isArray(indices))
      return unreadable(
        part,
        indices === undefined ? 'nothing' : JSON.stringify(indices),
        'a list of indices',
      );
    for (const [at, index] of (indices as unknown[]).entries()) {
      const place = `${part}[${at}]`;
      if (!Number.isSafeInteger(index) || (index as number) < 0 || (index as number) >= nImages) {
        const limit = nImages === Infinity ? '' : ` to ${nImages - 1}`;
        return unreadable(place, JSON.stringify(index), `a whole number from 0${limit}`);
      }
      if (seen.has(index as number)) {
        return unreadable(place, `${index as number} a second time`, 'each index once');
      }
      seen.add(index as number);
    }
  }
  return ok({ train: train as number[], validation: validation as number[] });
}
