import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseDigest, type Digest } from '../../core/identifiers.js';
import type { ManifestInstance } from '../../core/manifest.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { hashFile } from '../../store/hash-file.js';
import type { StoreLayout } from '../../store/layout.js';
import { storageTrouble } from '../../store/storage-trouble.js';
import { storeOf, type FoundRun } from '../find-run.js';
import { refused } from './run-links.js';

/** Finds the files that a run left: in its folder, or, where it was stopped before it linked them, in the store. */
export class RunFiles {
  readonly #run: FoundRun;
  /** Undefined for an exported run, which has its folder alone. */
  readonly #store: StoreLayout | undefined;

  constructor(run: FoundRun, layout: StoreLayout) {
    this.#run = run;
    this.#store = storeOf(run.folder, layout);
  }

  /**
   * A file of an output whose bytes are those that the run left.
   * @param member Of an output that is a folder.
   */
  async file(instance: ManifestInstance, output: string, member?: string): Promise<Result<InputFile>> {
    const stored = instance.outputs[output];
    const part = member === undefined ? stored : stored?.files?.find(({ name }) => name === member);
    if (stored === undefined || part === undefined) {
      const name = [instance.id, output, ...(member === undefined ? [] : [member])].join('.');
      return refused(
        `run ${this.#run.manifest.run} without ${name} (the step ${stateWords(instance)})`,
        'a run in which that step was done, by this version of skysort',
        `run ${this.#run.manifest.file} again: what is in the cache is not computed twice`,
      );
    }
    const inFolder = join(this.#run.folder, stored.file, member ?? '');
    const digest = parseDigest(part.sha256);
    const path = this.#store === undefined || existsSync(inFolder) ? inFolder : this.#store.object(digest);
    return this.#checked(path, digest, member ?? output);
  }

  async #checked(path: string, digest: Digest, name: string): Promise<Result<InputFile>> {
    const trouble = (code: 'missing' | 'corrupt'): Result<never> =>
      fail({
        ...{ reason: 'storage', operation: 'read', path },
        code: this.#store === undefined ? `${code}-export` : code,
      });
    if (!existsSync(path)) return trouble('missing');
    try {
      const { sha256, bytes } = await hashFile(path);
      return sha256 === digest ? ok({ name, path, sha256, bytes }) : trouble('corrupt');
    } catch (error) {
      return fail(storageTrouble('read', path, error));
    }
  }
}

function stateWords({ state }: ManifestInstance): string {
  return state === 'ran' || state === 'cached' ? 'is of an older version' : `is ${state}`;
}
