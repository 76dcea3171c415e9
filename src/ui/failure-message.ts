import type { Diagnostic } from '../core/diagnostic.js';
import type {
  Failure,
  KernelKill,
  StorageTrouble,
  UnreadableInput,
  UnsuitableInput,
} from '../core/failure.js';
import { formatBytes, formatCounted, formatDuration } from './format-quantity.js';
import { printableText } from './text-width.js';

/** Makes the text for the diagnostics of an invalid workflow: `printDiagnostics`, when there is room for all of them. */
export type DiagnosticsText = (diagnostics: readonly Diagnostic[]) => string;

/**
 * What a person reads about a failure: where, what was found, what is allowed, then what to do on a line of its own.
 * The first line can stand alone, without the name of the step and without a full stop.
 */
export function failureMessage(failure: Failure, diagnosticsText?: DiagnosticsText): string {
  return printableText(message(failure, diagnosticsText));
}

/** Only the first line, for a log or a crowded screen. */
export function failureHeadline(failure: Failure): string {
  return failureMessage(failure).split('\n', 1)[0] ?? '';
}

function message(failure: Failure, diagnosticsText: DiagnosticsText | undefined): string {
  switch (failure.reason) {
    case 'invalid-workflow':
      return diagnosticsText === undefined
        ? `the workflow is not valid: ${formatCounted(failure.diagnostics.length, 'error')}`
        : diagnosticsText(failure.diagnostics);
    case 'usage':
      return withRemedy(foundExpected(failure), failure.remedy);
    case 'unreadable-input':
      return withRemedy(`${placeText(failure)}: ${foundExpected(failure)}`, failure.remedy);
    case 'unsuitable-input':
      return withRemedy(`${inputText(failure)}: ${foundExpected(failure)}`, failure.remedy);
    case 'unsuitable-parameter':
      return withRemedy(
        `${failure.place === undefined ? '' : `${failure.place} `}parameter ${failure.parameter}: ${foundExpected(failure)}`,
        failure.remedy,
      );
    case 'diverged':
      return withRemedy(
        failure.iteration === undefined
          ? `training diverged: the loss of epoch ${failure.epoch} is ${failure.loss}`
          : `the map diverged: after iteration ${failure.iteration} its width is ${failure.extent}`,
        failure.remedy,
      );
    case 'engine-unavailable':
      return withRemedy(`the engine ${failure.engine} is not available: ${failure.cause}`, failure.remedy);
    case 'command-failed':
      return commandText(failure);
    case 'missing-output':
      return withRemedy(
        `output ${failure.output}: found ${failure.found}, expected the step to write ${failure.file}`,
        failure.plugin === undefined
          ? `see that the command writes to {outputs.${failure.output}}`
          : `see that run() in ${failure.plugin} writes to outputs.path('${failure.output}')`,
      );
    case 'no-result':
      return withRemedy(
        `run() must return ok() or fail(…), and returned ${failure.found}`,
        `end run()${failure.plugin === undefined ? '' : ` in ${failure.plugin}`} with "return ok();"`,
      );
    case 'step-threw':
      return withBlock(
        `the step broke down: ${failure.message}`,
        'this is a defect of the step, not of the workflow; it happened here:',
        callsOf(failure.stack),
      );
    case 'worker-died':
      return workerText(failure);
    case 'out-of-memory':
      return withRemedy(
        `held ${formatBytes(failure.usedBytes)} of memory, above its limit of ${formatBytes(failure.limitBytes)}, so it was ended`,
        'raise `resources: {memory: …}` in the step, or give the step less to do',
      );
    case 'heap-exhausted':
      return withRemedy(
        'the heap that Node allows the step is full',
        'allow more, in MiB, with NODE_OPTIONS=--max-old-space-size=8192, or give the step less to do',
      );
    case 'timed-out':
      return withRemedy(
        `${placePrefix(failure)}took longer than its timeout of ${formatDuration(failure.limitMs / 1000)}`,
        'raise `timeout` in the step, or give the step less to do',
      );
    case 'cancelled':
      return 'cancelled before it had finished';
    case 'upstream-failed':
      return `not run, since ${failure.instance} did not finish`;
    case 'storage':
      return storageText(failure);
    default:
      return failure satisfies never;
  }
}

function foundExpected(failure: { readonly found: string; readonly expected: string }): string {
  return `found ${failure.found}, expected ${failure.expected}`;
}

function withRemedy(headline: string, remedy: string | undefined): string {
  return remedy === undefined ? headline : `${headline}\n  to mend it: ${remedy}`;
}

/** A quoted block of program output below a sentence that introduces it; nothing when there was no output. */
function withBlock(headline: string, introduction: string, block: string, maxLines = 12): string {
  const lines = block.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return headline;
  const quoted = lines.slice(-maxLines).map((line) => `    ${line.trimEnd()}`);
  return [headline, `  ${introduction}`, ...quoted].join('\n');
}

/** The innermost calls of a stack trace, without the message that it repeats. */
function callsOf(stack: string): string {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 6)
    .join('\n');
}

function placeText(failure: UnreadableInput): string {
  return [
    failure.file,
    ...(failure.member === undefined ? [] : [`member ${failure.member}`]),
    ...(failure.place === undefined ? [] : [failure.place]),
  ].join(', ');
}

function inputText(failure: UnsuitableInput): string {
  return [
    `input ${failure.input}`,
    ...(failure.file === undefined ? [] : [failure.file]),
    ...(failure.member === undefined ? [] : [`member ${failure.member}`]),
  ].join(', ');
}

function endText(end: { readonly exitCode?: number; readonly signal?: string }): string {
  if (end.signal !== undefined) return `was ended by ${end.signal}`;
  if (end.exitCode !== undefined) return `ended with exit code ${end.exitCode}`;
  return 'ended';
}

function commandText(failure: Extract<Failure, { reason: 'command-failed' }>): string {
  const command = failure.argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(' ');
  const started = failure.exitCode !== undefined || failure.signal !== undefined;
  const headline = started
    ? killedText(
        `the command ${endText(failure)}${failure.cause === undefined ? '' : ` (${failure.cause})`}`,
        failure,
      )
    : notStarted(failure);
  return withBlock(
    `${placePrefix(failure)}${headline}\n  it was: ${command}`,
    'the end of its standard error:',
    failure.stderrTail,
  );
}

function placePrefix({ place }: { readonly place?: string }): string {
  return place === undefined ? '' : `${place} `;
}

function notStarted({ argv, cause }: Extract<Failure, { reason: 'command-failed' }>): string {
  const [program = ''] = argv;
  if (cause === 'ENOENT' && !program.includes('/'))
    return withRemedy(
      `${program} was not found on PATH`,
      'install it, correct its name, or write its whole path',
    );
  if (cause === 'ENOENT')
    return withRemedy(
      `there is no program ${program}, seen from the private folder of the step`,
      'declare a script of yours under "inputs:" and write {inputs.NAME}',
    );
  if (cause === 'EACCES')
    return withRemedy(
      `${program} may not be run as a program`,
      'name what reads it first: [sh, "{inputs.NAME}"] or [python3, "{inputs.NAME}"]',
    );
  return `the command could not be run: ${cause ?? 'no reason was given'}`;
}

function workerText(failure: Extract<Failure, { reason: 'worker-died' }>): string {
  const headline = `the step's process ${endText(failure)} before the step had finished`;
  return withBlock(killedText(headline, failure), 'the end of its standard error:', failure.stderrTail);
}

const lessMemory = 'run fewer steps at once with --jobs, or make the step smaller';

/** Nobody but the kernel's out-of-memory killer, or a person, sends SIGKILL; its counter may tell which of them it was. */
function killedText(
  headline: string,
  { signal, kernelKill }: { readonly signal?: string; readonly kernelKill?: KernelKill },
): string {
  if (signal !== 'SIGKILL') return headline;
  switch (kernelKill) {
    case 'seen':
      return withRemedy(
        `${headline}; the kernel's out-of-memory killer was at work meanwhile and may have done it`,
        lessMemory,
      );
    case 'not-seen':
      return `${headline}; not by the kernel's out-of-memory killer, says its counter, so by a person or another program`;
    case undefined:
      return withRemedy(
        `${headline}; perhaps the kernel's out-of-memory killer did it, which cannot be seen here`,
        lessMemory,
      );
    default:
      return kernelKill satisfies never;
  }
}

const storageCauses: Readonly<Record<string, { readonly cause: string; readonly remedy: string }>> = {
  ENOSPC: { cause: 'the disk is full', remedy: 'make room, for example with `skysort gc`, then run again' },
  EDQUOT: {
    cause: 'the disk quota is used up',
    remedy: 'make room, for example with `skysort gc`, then run again',
  },
  EROFS: {
    cause: 'the file system is read-only',
    remedy: 'choose a folder that can be written to with --runs',
  },
  EACCES: {
    cause: 'permission denied',
    remedy: 'change its permissions, or choose another folder with --runs',
  },
  EPERM: {
    cause: 'permission denied',
    remedy: 'change its permissions, or choose another folder with --runs',
  },
  EIO: { cause: 'the disk reports an input/output error', remedy: 'check the disk, then run again' },
  ENOENT: {
    cause: 'there is no such file or folder',
    remedy: 'see whether another program removed it, then run again',
  },
  EMFILE: { cause: 'too many files are open', remedy: 'raise the limit with `ulimit -n`, or lower --jobs' },
  ENAMETOOLONG: { cause: 'the path is too long', remedy: 'choose a shorter folder with --runs' },
  missing: {
    cause: 'it is not in the store any more',
    remedy:
      'run the workflow again: what is missing, or was set aside since it was corrupt, is computed again',
  },
  corrupt: {
    cause: 'its bytes are not what their digest says',
    remedy: 'run again: what is corrupt is set aside and computed again',
  },
  'missing-export': {
    cause: 'it is not in the exported run any more',
    remedy: 'export the run again with `skysort export`, or copy its folder again, whole',
  },
  'corrupt-export': {
    cause: 'its bytes are not those that were exported',
    remedy: 'export the run again with `skysort export`, or copy its folder again, whole',
  },
};

function storageText(failure: StorageTrouble): string {
  const known = storageCauses[failure.code];
  const code = known === undefined || /^(corrupt|missing)/.test(failure.code) ? '' : ` (${failure.code})`;
  return withRemedy(
    `could not ${failure.operation} ${failure.path}: ${known?.cause ?? failure.code}${code}`,
    known?.remedy ?? 'see to the storage, then run again; what was finished is kept',
  );
}
