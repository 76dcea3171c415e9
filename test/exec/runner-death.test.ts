import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually, isAlive } from '../support/rig.js';

const program = fileURLToPath(new URL('./runner-program.js', import.meta.url));

/** Kills a runner whose worker does something, and waits until that is gone too. */
async function killRunner(...args: string[]): Promise<void> {
  const runner = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  runner.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  await eventually('the step has begun', () => text.endsWith('\n'));
  const worker = Number(text);
  assert.ok(isAlive(worker));
  // A kernel is busy by now.
  await new Promise((resolve) => setTimeout(resolve, 200));
  runner.kill('SIGKILL');
  try {
    await eventually(`worker ${worker} is gone`, () => !isAlive(worker));
  } finally {
    if (isAlive(worker)) process.kill(worker, 'SIGKILL');
  }
}

test('a worker whose main thread is deep in a kernel ends when its runner is killed', () =>
  killRunner('busy'));

test('a worker that only notices that nobody listens any more ends when its runner is killed', () =>
  killRunner('idle', '--no-watch'));

test.run();
