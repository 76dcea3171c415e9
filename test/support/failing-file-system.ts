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
  const failing = (name: (typeof writing)[number]): unknown => {
    const real = nodeFileSystem[name] as (...args: unknown[]) => Promise<void>;
    return (...args: unknown[]): Promise<void> => {
      calls.push(`${name} ${String(args[0])}`);
      if (calls.length !== n) return real(...args);
      return Promise.reject(Object.assign(new Error(`${code}: made to fail, ${name}`), { code }));
    };
  };
  const replaced = Object.fromEntries(writing.map((name) => [name, failing(name)]));
  return { files: { ...nodeFileSystem, ...replaced } as FileSystem, calls };
}
