import type { Failure, UnreadableInput } from './failure.js';
import type { Instance } from './plan.js';
import type { FileDigests, ResolvedInput } from './ports.js';

/** What is wrong with an input file that is no longer the one that a step's key was made of. */
export function otherContent(file: string): UnreadableInput {
  return {
    reason: 'unreadable-input',
    file,
    found: 'other content than when the run began',
    expected: 'the file to stay as it is while the run goes on',
    remedy: 'run again',
  };
}

/**
 * The first input file that is not what it was when the instance was held against the store; files that nobody touched
 * are not read again. Outputs of other steps lie in the store, where nobody changes them.
 */
export async function changedInput(
  instance: Instance,
  inputs: Readonly<Record<string, ResolvedInput>>,
  digests: FileDigests,
): Promise<Failure | undefined> {
  for (const [name, binding] of Object.entries(instance.inputs)) {
    const input = inputs[name];
    if (binding.from !== 'files' || input?.form !== 'one') continue;
    const { artifact } = input;
    for (const { path, sha256 } of artifact.form === 'file' ? [artifact.file] : artifact.files) {
      if (digests.known(path)?.sha256 === sha256) continue;
      const now = await digests.digest(path);
      if (!now.ok) return now.failure;
      if (now.value.sha256 !== sha256) return otherContent(path);
    }
  }
  return undefined;
}
