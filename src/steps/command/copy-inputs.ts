import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cellText } from '../../core/cell.js';
import { otherContent } from '../../core/changed-input.js';
import type { Failure } from '../../core/failure.js';
import { joinWithin } from '../../core/join-within.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputArtifact, InputFile, StepInputs } from '../../core/step.js';

/**
 * Gives a program copies of its inputs: it never touches the store's own bytes, and reads what the step's key was made of,
 * whatever others do to the files meanwhile.
 * @returns For each input the paths of its copies, or of the folder of its cells, relative to the private folder.
 */
export async function copyInputs(inputs: StepInputs, folder: string): Promise<Result<Map<string, string[]>>> {
  const paths = new Map<string, string[]>();
  for (const name of inputs.names()) {
    const own = joinWithin(join(folder, 'inputs'), name);
    const isGathered = inputs.isGathered(name);
    const copies = isGathered
      ? inputs
          .gathered(name)
          .map(({ cell, artifact }) => [filesOf(artifact), joinWithin(own, cellText(cell))] as const)
      : [[inputs.files(name), own] as const];
    for (const [files, target] of copies) {
      const changed = await copyFiles(files, target);
      if (changed !== undefined) return fail(changed);
    }
    paths.set(
      name,
      isGathered ? [join('inputs', name)] : inputs.files(name).map((file) => join('inputs', name, file.name)),
    );
  }
  return ok(paths);
}

function filesOf(artifact: InputArtifact): readonly InputFile[] {
  return artifact.form === 'file' ? [artifact.file] : artifact.files;
}

/** @returns A failure where a file is not what it was when the run began. */
async function copyFiles(files: readonly InputFile[], folder: string): Promise<Failure | undefined> {
  for (const file of files) {
    const copy = joinWithin(folder, file.name);
    await mkdir(dirname(copy), { recursive: true });
    // Where the file system can share blocks this costs nothing.
    await copyFile(file.path, copy, constants.COPYFILE_FICLONE);
    if ((await digestOf(copy)) !== file.sha256) return otherContent(file.path);
  }
  return undefined;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
