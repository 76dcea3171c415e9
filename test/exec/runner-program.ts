// A runner that starts one job of `worker-program.js` and prints what it notes: its process's number.
//
//   node runner-program.js KIND [--no-watch]
import { fileURLToPath } from 'node:url';
import type { InstanceId } from '../../src/core/identifiers.js';
import { LocalExecutor } from '../../src/exec/local-executor.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const [kind = '', ...flags] = process.argv.slice(2);
const program = fileURLToPath(new URL('./worker-program.js', import.meta.url));
const executor = new LocalExecutor({ command: [process.execPath, program, ...flags], graceMs: 500 });
await executor.execute({
  instance: {
    ...{ id: kind as InstanceId, step: kind, kind, cell: {}, params: {}, inputs: {}, needs: [] },
    ...{ outputs: {}, resources: {}, retries: 0 },
  },
  inputs: {},
  attempt: { folder: temporaryFolder() },
  threads: 1,
  signal: new AbortController().signal,
  onEvent: (event) => event.type === 'step-note' && process.stdout.write(`${event.text}\n`),
});
