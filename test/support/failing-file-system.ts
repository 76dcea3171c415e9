import { nodeFileSystem, type FileSystem } from '../../src/store/file-system.js';

/** The calls by which something is written. */
const writing = ['mkdir', 'create', 'append', 'sync', 'rename', 'link', 'symlink', 'chmod'] as const;

export interface FailingFileSystem {
  readonly files: FileSystem;
  /** Each writing call so far: its name and its first path. */
  readonly calls: readonly string[];
}

/** The real file system, but its n-th writing call, counted from 1, fails with the code and does nothing. 0: none does. */
export function failingFileSystem(n: number, code: string): FailingFileSystem {
  const calls: string[] = [];
  const count = (name: string, path: string): void => {
    calls.push(`${name} ${path}`);
    if (calls.length === n) throw Object.assign(new Error(`${code}: made to fail, ${name}`), { code });
  };
  const replaced = Object.fromEntries(
    writing.map((name) => [
      name,
      async (first: string, second: string) => {
        count(name, first);
        await (nodeFileSystem[name] as (first: string, second: unknown) => Promise<void>)(first, second);
      },
    ]),
  );
  return { files: { ...nodeFileSystem, ...replaced }, calls };
}
