import {
  appendFile,
  chmod,
  constants,
  copyFile,
  link,
  open,
  readdir,
  readlink,
  rename,
  rm,
  unlink,
  writeFile,
} from 'node:fs/promises';
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  type Dirent,
  type Stats,
} from 'node:fs';

/**
 * Every call by which the store changes or reads its folders. Tests put another in its place, to see that each of them may
 * fail at any time. All throw the system's error.
 */
export interface FileSystem {
  /** Makes a folder and those above it; one that is there already is fine. */
  mkdir(path: string): Promise<void>;
  /** Writes a file that must not exist yet. */
  create(path: string, content: string | Uint8Array): Promise<void>;
  append(path: string, content: string): Promise<void>;
  /** Makes the bytes of a file, or the names in a folder, survive a power cut. */
  sync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name, which must not exist yet. */
  link(path: string, name: string): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  /** Copies a file to a name that must not exist yet, by reference where the file system can. */
  copy(from: string, to: string): Promise<void>;
  /** Sets the time of last change to now. */
  touch(path: string): Promise<void>;
  unlink(path: string): Promise<void>;
  /** Removes a file or a whole folder; nothing there is fine. */
  remove(path: string): Promise<void>;
  read(path: string): Promise<string>;
  readLink(path: string): Promise<string>;
  list(folder: string): Promise<Dirent[]>;
  stat(path: string): Promise<Stats>;
}

/**
 * What the end of a sweep asks thousands of times is done at once: each takes microseconds, and a trip through the pool of
 * threads ten times as long.
 */
const atOnce = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));

export const nodeFileSystem: FileSystem = {
  mkdir: (path) => atOnce(() => void mkdirSync(path, { recursive: true })),
  create: (path, content) => writeFile(path, content, { flag: 'wx' }),
  append: (path, content) => appendFile(path, content),
  async sync(path) {
    const handle = await open(path, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  link,
  symlink: (target, path) => atOnce(() => symlinkSync(target, path)),
  chmod,
  copy: (from, to) => copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE),
  touch(path) {
    const now = new Date();
    return atOnce(() => utimesSync(path, now, now));
  },
  unlink,
  // Tried again when a dying worker still writes into it.
  remove: (path) => rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 100 }),
  read: (path) => atOnce(() => readFileSync(path, 'utf8')),
  readLink: (path) => readlink(path),
  list: (folder) => readdir(folder, { withFileTypes: true }),
  stat: (path) => atOnce(() => lstatSync(path)),
};
