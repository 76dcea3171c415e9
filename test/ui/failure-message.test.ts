import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic } from '../../src/core/diagnostic.js';
import type { Failure } from '../../src/core/failure.js';
import type { InstanceId } from '../../src/core/identifiers.js';
import { failureHeadline, failureMessage } from '../../src/ui/failure-message.js';

const place = { file: 'w.yaml', line: 1, column: 1, length: 1, sourceLine: '' };
const diagnostic: Diagnostic = { place, path: 'steps', problem: { kind: 'syntax', found: 'nothing' } };

/** One complete text for each reason of the union, or more where the facts change the sentence. */
const expected: readonly (readonly [string, Failure, string])[] = [
  [
    'invalid-workflow',
    { reason: 'invalid-workflow', diagnostics: [diagnostic, diagnostic] },
    'the workflow is not valid: 2 errors',
  ],
  [
    'usage',
    {
      reason: 'usage',
      found: '--jobs 0',
      expected: 'a whole number of at least 1',
      remedy: 'write --jobs 2',
    },
    'found --jobs 0, expected a whole number of at least 1\n  to mend it: write --jobs 2',
  ],
  [
    'unreadable-input in an archive',
    {
      reason: 'unreadable-input',
      file: 'data/tng_1.tar',
      member: 'shalo_v0.fits',
      place: 'HDU 1, keyword BITPIX',
      found: '12',
      expected: 'one of 8, 16, 32, -32, -64',
      remedy: 'take the file out of the glob',
    },
    'data/tng_1.tar, member shalo_v0.fits, HDU 1, keyword BITPIX: found 12, expected one of 8, 16, 32, -32, -64\n' +
      '  to mend it: take the file out of the glob',
  ],
  [
    'unreadable-input without place or remedy',
    {
      reason: 'unreadable-input',
      file: 'a.npy',
      found: '3 bytes',
      expected: 'a header of at least 10 bytes',
    },
    'a.npy: found 3 bytes, expected a header of at least 10 bytes',
  ],
  [
    'unsuitable-input',
    {
      reason: 'unsuitable-input',
      input: 'images',
      file: 'images.npy',
      found: 'shape (48, 64, 64)',
      expected: 'shape (n, 128, 128)',
      remedy: 'set size: 128 in the ingest step',
    },
    'input images, images.npy: found shape (48, 64, 64), expected shape (n, 128, 128)\n' +
      '  to mend it: set size: 128 in the ingest step',
  ],
  [
    'unsuitable-parameter',
    {
      reason: 'unsuitable-parameter',
      parameter: 'k',
      found: '7',
      expected: 'at most 4, the number of vectors',
      remedy: 'lower k, or add images',
    },
    'parameter k: found 7, expected at most 4, the number of vectors\n  to mend it: lower k, or add images',
  ],
  [
    'unsuitable-parameter with its place',
    {
      reason: 'unsuitable-parameter',
      parameter: 'k',
      place: 'a.yaml:4:17',
      found: '7',
      expected: 'at most 4',
      remedy: 'lower k',
    },
    'a.yaml:4:17 parameter k: found 7, expected at most 4\n  to mend it: lower k',
  ],
  [
    'diverged map',
    { reason: 'diverged', iteration: 12, extent: 'NaN', remedy: 'lower learning_rate' },
    'the map diverged: after iteration 12 its width is NaN\n  to mend it: lower learning_rate',
  ],
  [
    'diverged',
    { reason: 'diverged', epoch: 3, loss: 'NaN', remedy: 'lower learning_rate' },
    'training diverged: the loss of epoch 3 is NaN\n  to mend it: lower learning_rate',
  ],
  [
    'engine-unavailable',
    {
      reason: 'engine-unavailable',
      engine: 'tensorflow',
      cause: '@tensorflow/tfjs-node is not installed',
      remedy: 'npm run tensorflow:install',
    },
    'the engine tensorflow is not available: @tensorflow/tfjs-node is not installed\n' +
      '  to mend it: npm run tensorflow:install',
  ],
  [
    'command-failed with an exit code',
    {
      reason: 'command-failed',
      argv: ['python3', 'match.py', 'a file.csv'],
      exitCode: 2,
      stderrTail: 'Traceback\nKeyError: ra\n',
    },
    'the command ended with exit code 2\n  it was: python3 match.py "a file.csv"\n' +
      '  the end of its standard error:\n    Traceback\n    KeyError: ra',
  ],
  [
    'command-failed by a signal',
    { reason: 'command-failed', argv: ['sleep', '9'], signal: 'SIGTERM', stderrTail: '' },
    'the command was ended by SIGTERM\n  it was: sleep 9',
  ],
  [
    'command-failed by the kernel',
    { reason: 'command-failed', argv: ['fit'], signal: 'SIGKILL', kernelKill: 'seen', stderrTail: '' },
    "the command was ended by SIGKILL; the kernel's out-of-memory killer was at work meanwhile and may have done it\n" +
      '  to mend it: run fewer steps at once with --jobs, or make the step smaller\n  it was: fit',
  ],
  [
    'command-failed before it began',
    { reason: 'command-failed', argv: ['nope'], cause: 'no program of that name (ENOENT)', stderrTail: '' },
    'the command could not be run: no program of that name (ENOENT)\n  it was: nope',
  ],
  [
    'command-failed since there is no such program',
    { reason: 'command-failed', argv: ['nope'], cause: 'ENOENT', place: 'sky.yaml:9:14', stderrTail: '' },
    'sky.yaml:9:14 nope was not found on PATH\n' +
      '  to mend it: install it, correct its name, or write its whole path\n  it was: nope',
  ],
  [
    'command-failed since there is no such script',
    { reason: 'command-failed', argv: ['./go.sh'], cause: 'ENOENT', stderrTail: '' },
    'there is no program ./go.sh, seen from the private folder of the step\n' +
      '  to mend it: declare a script of yours under "inputs:" and write {inputs.NAME}\n  it was: ./go.sh',
  ],
  [
    'command-failed since the script is no program',
    { reason: 'command-failed', argv: ['inputs/go/go.sh'], cause: 'EACCES', stderrTail: '' },
    'inputs/go/go.sh may not be run as a program\n' +
      '  to mend it: name what reads it first: [sh, "{inputs.NAME}"] or [python3, "{inputs.NAME}"]\n' +
      '  it was: inputs/go/go.sh',
  ],
  [
    'timed-out at a place',
    { reason: 'timed-out', limitMs: 500, place: 'sky.yaml:9:14' },
    'sky.yaml:9:14 took longer than its timeout of 0.5s\n' +
      '  to mend it: raise `timeout` in the step, or give the step less to do',
  ],
  [
    'missing-output',
    { reason: 'missing-output', output: 'table', file: 'table.csv', found: 'no such file' },
    'output table: found no such file, expected the step to write table.csv\n' +
      '  to mend it: see that the command writes to {outputs.table}',
  ],
  [
    'step-threw',
    {
      reason: 'step-threw',
      message: 'index out of range',
      stack: 'RangeError: index out of range\n    at fit (kmeans.js:3:1)\n    at run (step.js:9:2)',
    },
    'the step broke down: index out of range\n' +
      '  this is a defect of the step, not of the workflow; it happened here:\n' +
      '    at fit (kmeans.js:3:1)\n    at run (step.js:9:2)',
  ],
  [
    'missing-output of a plugin',
    {
      reason: 'missing-output',
      output: 'out',
      file: 'out.csv',
      found: 'nothing there',
      plugin: '/work/own.mjs',
    },
    'output out: found nothing there, expected the step to write out.csv\n' +
      "  to mend it: see that run() in /work/own.mjs writes to outputs.path('out')",
  ],
  [
    'no-result of a plugin',
    { reason: 'no-result', found: 'nothing', plugin: '/work/own.mjs' },
    'run() must return ok() or fail(…), and returned nothing\n' +
      '  to mend it: end run() in /work/own.mjs with "return ok();"',
  ],
  [
    'no-result of a kind of skysort',
    { reason: 'no-result', found: 'number' },
    'run() must return ok() or fail(…), and returned number\n  to mend it: end run() with "return ok();"',
  ],
  [
    'worker-died with an exit code',
    { reason: 'worker-died', exitCode: 134, stderrTail: 'heap out of memory' },
    "the step's process ended with exit code 134 before the step had finished\n" +
      '  the end of its standard error:\n    heap out of memory',
  ],
  [
    'worker-died by SIGKILL',
    { reason: 'worker-died', signal: 'SIGKILL', stderrTail: '' },
    "the step's process was ended by SIGKILL before the step had finished; perhaps the kernel's out-of-memory killer did it, which cannot be seen here\n" +
      '  to mend it: run fewer steps at once with --jobs, or make the step smaller',
  ],
  [
    'worker-died by the kernel',
    { reason: 'worker-died', signal: 'SIGKILL', kernelKill: 'seen', stderrTail: '' },
    "the step's process was ended by SIGKILL before the step had finished; the kernel's out-of-memory killer was at work meanwhile and may have done it\n" +
      '  to mend it: run fewer steps at once with --jobs, or make the step smaller',
  ],
  [
    'worker-died by somebody else',
    { reason: 'worker-died', signal: 'SIGKILL', kernelKill: 'not-seen', stderrTail: '' },
    "the step's process was ended by SIGKILL before the step had finished; not by the kernel's out-of-memory killer, says its counter, so by a person or another program",
  ],
  [
    'out-of-memory',
    { reason: 'out-of-memory', limitBytes: 2 * 2 ** 30, usedBytes: 3 * 2 ** 30 },
    'held 3.0 GiB of memory, above its limit of 2.0 GiB, so it was ended\n' +
      '  to mend it: raise `resources: {memory: …}` in the step, or give the step less to do',
  ],
  [
    'heap-exhausted',
    { reason: 'heap-exhausted' },
    'the heap that Node allows the step is full\n' +
      '  to mend it: allow more, in MiB, with NODE_OPTIONS=--max-old-space-size=8192, or give the step less to do',
  ],
  [
    'timed-out',
    { reason: 'timed-out', limitMs: 90_000 },
    'took longer than its timeout of 1m 30s\n' +
      '  to mend it: raise `timeout` in the step, or give the step less to do',
  ],
  ['cancelled', { reason: 'cancelled' }, 'cancelled before it had finished'],
  [
    'upstream-failed',
    { reason: 'upstream-failed', instance: 'clusters@k=6' as InstanceId },
    'not run, since clusters@k=6 did not finish',
  ],
  [
    'storage on a full disk',
    { reason: 'storage', operation: 'write', path: 'runs/.cache/objects/aa/aabb', code: 'ENOSPC' },
    'could not write runs/.cache/objects/aa/aabb: the disk is full (ENOSPC)\n' +
      '  to mend it: make room, for example with `skysort gc`, then run again',
  ],
  [
    'a result that is gone',
    { reason: 'storage', operation: 'copy', path: 'runs/.cache/objects/ab/abc', code: 'missing' },
    'could not copy runs/.cache/objects/ab/abc: it is not in the store any more\n' +
      '  to mend it: run the workflow again: what is missing, or was set aside since it was corrupt, is computed again',
  ],
  [
    'storage that is corrupt',
    { reason: 'storage', operation: 'read', path: 'runs/.cache/actions/ab.json', code: 'corrupt' },
    'could not read runs/.cache/actions/ab.json: its bytes are not what their digest says\n' +
      '  to mend it: run again: what is corrupt is set aside and computed again',
  ],
  [
    'storage with a code that is not known',
    { reason: 'storage', operation: 'rename', path: 'x', code: 'EXDEV' },
    'could not rename x: EXDEV\n  to mend it: see to the storage, then run again; what was finished is kept',
  ],
];

for (const [name, failure, text] of expected) {
  test(`the whole text of ${name}`, () => {
    assert.is(failureMessage(failure), text);
  });
}

test('an invalid workflow is told by the function that is given for it', () => {
  const failure: Failure = { reason: 'invalid-workflow', diagnostics: [diagnostic] };
  assert.is(
    failureMessage(failure, (diagnostics) => `${diagnostics.length} things`),
    '1 things',
  );
});

test('a file name cannot send escape sequences to the terminal', () => {
  const failure: Failure = {
    reason: 'unreadable-input',
    file: 'a\u001b[2Jb\u0000.fits',
    found: 'nothing',
    expected: 'a FITS file',
  };
  assert.is(failureMessage(failure), 'ab\ufffd.fits: found nothing, expected a FITS file');
});

test('only the last twelve lines of standard error are shown', () => {
  const stderrTail = Array.from({ length: 40 }, (_, index) => `line ${index}`).join('\n');
  const lines = failureMessage({ reason: 'worker-died', exitCode: 1, stderrTail }).split('\n');
  assert.is(lines.length, 14);
  assert.is(lines.at(-1), '    line 39');
});

test('the headline is the first line', () => {
  assert.is(failureHeadline({ reason: 'timed-out', limitMs: 500 }), 'took longer than its timeout of 0.5s');
});

test.run();
