// skysort with a disk that fails once, as a program of its own:
//
//   node failing-skysort.js N CODE run FILE…     the N-th writing call of the store fails with CODE; with 0 none does
//
// It ends as skysort does, and leaves the list of writing calls in `calls.txt`.
import { writeFileSync } from 'node:fs';
import { parseInvocation, type Terminal } from '../../src/cli/command.js';
import { exitCodeOf } from '../../src/cli/exit-codes.js';
import { run } from '../../src/cli/run.js';
import { failureMessage } from '../../src/ui/failure-message.js';
import { failingFileSystem } from './failing-file-system.js';

const [n = '0', code = '', , ...args] = process.argv.slice(2);
const { files, calls } = failingFileSystem(Number(n), code);
const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  environment: process.env,
  files,
};
const invocation = parseInvocation(run, args);
if (!invocation.ok) throw new Error(failureMessage(invocation.failure));
const result = await run.run(invocation.value, terminal);
if (!result.ok) process.stderr.write(`skysort: ${failureMessage(result.failure)}\n`);
process.exitCode = result.ok ? result.value : exitCodeOf(result.failure);
writeFileSync('calls.txt', calls.join('\n'));
