import { spawn } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';

/** Expected trouble: its message is for a person. */
export class Trouble extends Error {}

export const tell = (line) => process.stderr.write(`skysort: ${line}\n`);

/**
 * Runs a program to its end, its whole process group ended after `seconds`.
 * @throws Trouble with its last words unless it ends with 0.
 */
export function runProgram(program, args, { cwd = process.cwd(), seconds = 600, env = process.env } = {}) {
  const isWindows = process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: !isWindows, shell: isWindows });
    let stdout = '';
    let words = '';
    let isLate = false;
    const end = () => {
      isLate = true;
      if (isWindows) child.kill();
      else process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(end, seconds * 1000);
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      words += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => (words += text));
    child.on('error', (error) => {
      clearTimeout(timer);
      const why = error.code === 'ENOENT' ? 'is not installed' : `did not start: ${error.message}`;
      reject(new Trouble(`${program} ${why}`));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve({ stdout });
      const how = isLate ? `took longer than ${seconds} s` : `ended with ${signal ?? `code ${code}`}`;
      reject(new Trouble(`${program} ${args[0] ?? ''} ${how}${lastWords(words)}`));
    });
  });
}

/** What a program said of its end: its last lines about an error, or its last lines. */
function lastWords(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const errors = lines.filter((line) => /error/i.test(line) && !/^\s+at /.test(line));
  const last = (errors.length > 0 ? errors : lines).slice(-2).join(' | ');
  return last === '' ? '' : `: ${last.trim().slice(-400)}`;
}
