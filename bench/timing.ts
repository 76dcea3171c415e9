import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const skysortScript = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

/** Runs a program to its end. @returns Seconds. @throws when it ends otherwise than expected, with its last words. */
export function timed(
  argv: readonly [string, ...string[]],
  folder: string,
  exits: readonly number[] = [0],
): number {
  const [program, ...args] = argv;
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const seconds = (performance.now() - startMs) / 1000;
  if (status === null || !exits.includes(status))
    throw new Error(`${argv.join(' ')} ended with ${String(status)}:\n${stdout}${stderr}`.slice(0, 4000));
  return seconds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
