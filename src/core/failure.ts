import type { Diagnostic } from './diagnostic.js';
import type { InstanceId } from './identifiers.js';

/**
 * Everything that is expected to go wrong, as facts; sentences are made in `ui/`.
 * Texts such as `found`, `expected` and `remedy` are phrases that complete such a sentence, lower case, no full stop.
 */
export type Failure =
  | { readonly reason: 'invalid-workflow'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly reason: 'usage'; readonly found: string; readonly expected: string; readonly remedy?: string }
  | UnreadableInput
  | UnsuitableInput
  | UnsuitableParameter
  | Diverged
  | {
      readonly reason: 'engine-unavailable';
      readonly engine: string;
      readonly cause: string;
      readonly remedy: string;
    }
  | {
      readonly reason: 'command-failed';
      readonly argv: readonly string[];
      /** Where the command stands, `galaxies.yaml:14:17`; the runner fills it in. */
      readonly place?: string;
      readonly exitCode?: number;
      readonly signal?: string;
      readonly cause?: string;
      readonly kernelKill?: KernelKill;
      readonly stderrTail: string;
    }
  | {
      readonly reason: 'missing-output';
      readonly output: string;
      readonly file: string;
      readonly found: string;
      /** The file of its kind, when a plugin should have written it and no program. */
      readonly plugin?: string;
    }
  /** `run()` gave neither `ok()` nor a failure. */
  | { readonly reason: 'no-result'; readonly found: string; readonly plugin?: string }
  | { readonly reason: 'step-threw'; readonly message: string; readonly stack: string }
  | {
      readonly reason: 'worker-died';
      readonly exitCode?: number;
      readonly signal?: string;
      readonly kernelKill?: KernelKill;
      readonly stderrTail: string;
    }
  /** The step's processes held more memory than its `resources.memory` allows, so they were ended. */
  | { readonly reason: 'out-of-memory'; readonly limitBytes: number; readonly usedBytes: number }
  /** The step's process met the limit that Node sets for its own heap, whatever the machine has. */
  | { readonly reason: 'heap-exhausted' }
  | { readonly reason: 'timed-out'; readonly limitMs: number; readonly place?: string }
  | { readonly reason: 'cancelled' }
  | { readonly reason: 'upstream-failed'; readonly instance: InstanceId }
  | StorageTrouble;

/**
 * For a process ended by a SIGKILL that we did not send: whether the kernel's out-of-memory killer ended any process
 * meanwhile. Absent where the kernel does not tell.
 */
export type KernelKill = 'seen' | 'not-seen';

/** A network's training, with `epoch` and `loss`; or a map whose points flew apart, with `iteration` and `extent`. */
export interface Diverged {
  readonly reason: 'diverged';
  readonly epoch?: number;
  readonly loss?: string;
  /** Steps done. */
  readonly iteration?: number;
  /** The map's width, `NaN` when a point is not finite. */
  readonly extent?: string;
  readonly remedy: string;
}

/** A file whose bytes are not what their format says. */
export interface UnreadableInput {
  readonly reason: 'unreadable-input';
  readonly file: string;
  /** The member of an archive, when the file is one. */
  readonly member?: string;
  /** Where in it: `HDU 1, keyword BITPIX`, `line 3, column size`, `byte 2880`. */
  readonly place?: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

/** An input that can be read but cannot be used here: another shape, too few rows, a constant image. */
export interface UnsuitableInput {
  readonly reason: 'unsuitable-input';
  readonly input: string;
  readonly file?: string;
  readonly member?: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** A parameter that its schema allows and the data do not: K above the number of vectors. */
export interface UnsuitableParameter {
  readonly reason: 'unsuitable-parameter';
  readonly parameter: string;
  /** Where a person can change it, `galaxies.yaml:14:17`; the runner fills it in, since steps do not know. */
  readonly place?: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

export interface StorageTrouble {
  readonly reason: 'storage';
  readonly operation: string;
  readonly path: string;
  /** The system's code, `ENOSPC`, `EROFS`, `EACCES`, `corrupt` for bytes that are not what their digest says, `missing` for a result that is gone; with `-export` behind, of an exported run. */
  readonly code: string;
}

/** Every reason that there is; a missing one does not compile. */
const reasons: Readonly<Record<Failure['reason'], true>> = {
  'invalid-workflow': true,
  usage: true,
  'unreadable-input': true,
  'unsuitable-input': true,
  'unsuitable-parameter': true,
  diverged: true,
  'engine-unavailable': true,
  'command-failed': true,
  'missing-output': true,
  'no-result': true,
  'step-threw': true,
  'worker-died': true,
  'out-of-memory': true,
  'heap-exhausted': true,
  'timed-out': true,
  cancelled: true,
  'upstream-failed': true,
  storage: true,
};

/** Whether a plugin's word for what went wrong is one of ours. */
export function isFailureReason(reason: string): reason is Failure['reason'] {
  return Object.hasOwn(reasons, reason);
}
