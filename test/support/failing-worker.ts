// Loaded by `--import` into a run and its workers: of their calls that read or write an attempt's files, the N-th fails once.
//
//   FAULT_N=3 FAULT_CODE=EIO FAULT_CALLS=calls.txt
//
// With N = 0 none fails. Every call is noted in FAULT_CALLS, by whichever process makes it. Of the runner only the job file
// counts: all else goes through the store's own way to the disk.
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

type Call = (...args: unknown[]) => Promise<unknown>;

const { appendFileSync, readFileSync } = fs;
const n = Number(process.env['FAULT_N']);
const code = process.env['FAULT_CODE'] ?? '';
const calls = process.env['FAULT_CALLS'] ?? '';
const isWorker = process.argv.includes('exec-step');

function count(name: string, path: unknown): void {
  if (typeof path !== 'string' || !path.includes('/.cache/attempts/')) return;
  appendFileSync(calls, `${name} ${path.replace(/.*\/attempts\/[^/]*\/?/, '') || 'the folder'}\n`);
  if (readFileSync(calls, 'utf8').split('\n').length - 1 !== n) return;
  throw Object.assign(new Error(`${code}: made to fail, ${name} '${path}'`), { code, path });
}

function failing(name: 'writeFile' | 'copyFile' | 'mkdir' | 'rename'): void {
  const call = promises[name] as Call;
  const replaced: Call = async (...args) => {
    count(name, args[name === 'copyFile' ? 1 : 0]);
    return call(...args);
  };
  Object.assign(promises, { [name]: replaced });
}

function failingSync(): void {
  const open = promises.open as unknown as (
    path: string,
    ...more: unknown[]
  ) => Promise<fs.promises.FileHandle>;
  Object.assign(promises, {
    open: async (path: string, ...more: unknown[]) => {
      const handle = await open(path, ...more);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        count('sync', path);
        await sync();
      };
      return handle;
    },
  });
}

function failingReads(): void {
  const read = fs.readFileSync as (path: unknown, ...more: unknown[]) => unknown;
  Object.assign(fs, {
    readFileSync: (path: unknown, ...more: unknown[]) => {
      count('read', path);
      return read(path, ...more);
    },
  });
}

failing('writeFile');
if (isWorker) {
  failing('copyFile');
  failing('mkdir');
  failing('rename');
  failingSync();
  failingReads();
}
syncBuiltinESMExports();
