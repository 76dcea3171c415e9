import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { otherContent } from '../../core/changed-input.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { StepInputs } from '../../core/step.js';

/**
 * Gives a program copies of its inputs: it never touches the store's own bytes, and reads what the step's key was made of,
 * whatever others do to the files meanwhile.
 * @returns For each input the paths of its copies, relative to the private folder.
 */
export async function copyInputs(inputs: StepInputs, folder: string): Promise<Result<Map<string, string[]>>> {
  const paths = new Map<string, string[]>();
  for (const name of inputs.names()) {
    const copies: string[] = [];
    for (const file of inputs.files(name)) {
      const copy = join('inputs', name, file.name);
      await mkdir(dirname(join(folder, copy)), { recursive: true });
      // Where the file system can share blocks this costs nothing.
      await copyFile(file.path, join(folder, copy), constants.COPYFILE_FICLONE);
      if ((await digestOf(join(folder, copy))) !== file.sha256) return fail(otherContent(file.path));
      copies.push(copy);
    }
    paths.set(name, copies);
  }
  return ok(paths);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
