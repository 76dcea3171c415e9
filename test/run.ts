// Runs test files one after another, each in its own process, and counts for real. Plain uvu exits 0 when a file forgets
// `.run()` or a pattern matches nothing; here both fail.
//
//   node dist/test/run.js [--slow] [PATTERN…]     PATTERN: a part of a file's path below test/
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const testFolder = fileURLToPath(new URL('.', import.meta.url));
const seedModule = new URL('./support/fixed-seed.js', import.meta.url).href;
const isSlow = (file: string): boolean => file.endsWith('.slow.test.js');

/** A file that hangs has failed. */
const limitMs = (file: string): number => (isSlow(file) ? 60 : 15) * 60_000;

interface FileOutcome {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly output: string;
  readonly trouble?: string;
}

function testFiles(patterns: readonly string[], slow: boolean): string[] {
  return readdirSync(testFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .map((name) => join(testFolder, name))
    .filter((file) => isSlow(file) === slow)
    .filter(
      (file) =>
        patterns.length === 0 || patterns.some((pattern) => relative(testFolder, file).includes(pattern)),
    )
    .sort();
}

/** How many suites a file makes and never runs: uvu says nothing of them. */
function idleSuites(file: string): number {
  const code = readFileSync(file, 'utf8');
  const made = [...code.matchAll(/\b(?:const|let)\s+(\w+)\s*=\s*suite\(/g)].map((match) => match[1]);
  if (/^import \{[^}]*\btest\b[^}]*\} from 'uvu'/m.test(code) && /^\s*test\(/m.test(code)) made.push('test');
  return made.filter((name) => !new RegExp(`\\b${name ?? ''}\\.run\\(\\)`).test(code)).length;
}

function count(output: string, label: string): number {
  let total = 0;
  for (const match of output.matchAll(new RegExp(`^\\s*${label}:\\s+(\\d+)`, 'gm')))
    total += Number(match[1]);
  return total;
}

function runFile(file: string): Promise<FileOutcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--enable-source-maps', '--import', seedModule, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0' },
      // A group of its own, which ends as a whole.
      detached: true,
    });
    const endAll = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(endAll, limitMs(file));
    process.once('SIGINT', endAll);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      process.off('SIGINT', endAll);
      const total = count(output, 'Total');
      const passed = count(output, 'Passed');
      const skipped = count(output, 'Skipped');
      const nIdle = idleSuites(file);
      const trouble =
        total + skipped === 0
          ? 'ran no test: does the file call .run()?'
          : nIdle > 0
            ? `has ${nIdle} of its suites that it never runs`
            : code !== 0 && passed === total
              ? `ended with ${signal ?? `code ${String(code)}`}`
              : undefined;
      const failed = total - passed + (trouble === undefined ? 0 : 1);
      resolve({ file, passed, failed, skipped, output, ...(trouble === undefined ? {} : { trouble }) });
    });
  });
}

const args = process.argv.slice(2);
const files = testFiles(
  args.filter((arg) => !arg.startsWith('--')),
  args.includes('--slow'),
);
let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of files) {
  const outcome = await runFile(file);
  passed += outcome.passed;
  failed += outcome.failed;
  skipped += outcome.skipped;
  const name = relative(testFolder, file);
  const summary = `${name}  ${outcome.passed} passed, ${outcome.failed} failed`;
  process.stdout.write(`${outcome.failed > 0 ? '✗' : outcome.passed > 0 ? '✓' : '-'} ${summary}\n`);
  for (const line of outcome.output.matchAll(/^skipped: .*$/gm)) process.stdout.write(`  ${line[0]}\n`);
  if (outcome.trouble !== undefined) process.stdout.write(`  ${name} ${outcome.trouble}\n`);
  if (outcome.failed > 0) process.stdout.write(`${outcome.output}\n`);
}
if (files.length === 0) {
  process.stdout.write(`no test file matches ${args.join(' ')}\n`);
  failed += 1;
}
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
