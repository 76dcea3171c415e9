import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type { Failure } from '../../../core/failure.js';
import { fail, ok, type Result } from '../../../core/result.js';
import { installCommand, type FoundTensorflow } from './find-tensorflow.js';
import type { TensorflowLibrary } from './library.js';

type EngineUnavailable = Extract<Failure, { reason: 'engine-unavailable' }>;

const unavailable = (cause: string): Result<never, EngineUnavailable> =>
  fail({
    reason: 'engine-unavailable',
    engine: 'tensorflow',
    cause,
    remedy: `install it with \`${installCommand}\`, or take \`engine: wasm\``,
  });

/** Node 23 took away what tfjs-node 4.22 still calls. */
function restoreUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  utilities['isArray'] ??= Array.isArray;
}

/**
 * TensorFlow from where it was found: one copy of tfjs in a process, all of it from one place.
 * @returns Failure `engine-unavailable` when it is absent, does not load, or is not of the version that its folder says, which is
 * the one in the step's key.
 */
export function loadTensorflow(
  found: FoundTensorflow | undefined,
): Result<TensorflowLibrary, EngineUnavailable> {
  if (found === undefined) return unavailable('@tensorflow/tfjs-node is not installed');
  restoreUtilities();
  let library: TensorflowLibrary;
  try {
    library = createRequire(join(found.folder, 'package.json'))(found.folder) as TensorflowLibrary;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return unavailable(`${found.folder} does not load: ${message.split('\n')[0] ?? ''}`);
  }
  const version = library.backend().binding.TF_Version;
  if (found.tensorflow === version || found.tensorflow.startsWith('unknown')) return ok(library);
  return unavailable(
    `${found.folder} holds TensorFlow ${version}, not the ${found.tensorflow} installed there`,
  );
}
