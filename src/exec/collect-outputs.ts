import { copyFile, lstat, readdir, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { StoredFile, StoredOutput } from '../core/artifact.js';
import { folderDigest } from '../core/fingerprint.js';
import type { Digest } from '../core/identifiers.js';
import { fail, ok, type Result } from '../core/result.js';
import type { OutputSpec, StepOutputs } from '../core/step.js';

/** Hashes a file and makes it safe on disk. */
export type SealFile = (path: string) => Promise<{ sha256: Digest; bytes: number }>;

/**
 * Checks that a step left each of its declared outputs where it was told to, and hashes them.
 * @param held Real paths of files that a process may still write to.
 */
export async function collectOutputs(
  specs: Readonly<Record<string, OutputSpec>>,
  outputs: StepOutputs,
  sealFile: SealFile,
  held: ReadonlySet<string> = new Set(),
): Promise<Result<Record<string, StoredOutput>>> {
  const sealOwn: SealFile = async (path) => {
    await makeOwn(path, held);
    return sealFile(path);
  };
  const collected: Record<string, StoredOutput> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const path = outputs.path(name);
    const output = (await hasLinkedFolder(path))
      ? 'a link where its folder should be'
      : 'file' in spec
        ? await fileOutput(path, spec.file, sealOwn)
        : await folderOutput(path, spec.folder, sealOwn);
    if (typeof output === 'string') {
      const file = 'file' in spec ? spec.file : `${spec.folder}/`;
      return fail({ reason: 'missing-output', output: name, file, found: output });
    }
    collected[name] = output;
  }
  return ok(collected);
}

/** A program may replace one of the folders above its output, up to that of the attempt, by a link to elsewhere. */
async function hasLinkedFolder(path: string): Promise<boolean> {
  const folder = dirname(path);
  const attemptFolder = dirname(dirname(folder));
  const found = await realpath(folder).catch(() => undefined);
  return (
    found !== undefined && relative(await realpath(attemptFolder), found) !== relative(attemptFolder, folder)
  );
}

/** @returns What was found instead, as a phrase, when there is no regular file with content. */
async function fileOutput(path: string, name: string, sealFile: SealFile): Promise<StoredOutput | string> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined) return 'nothing there';
  if (!stats.isFile()) return stats.isDirectory() ? 'a folder' : 'a link or special file';
  if (stats.size === 0) return 'an empty file';
  return { form: 'file', name, ...(await sealFile(path)) };
}

async function folderOutput(path: string, name: string, sealFile: SealFile): Promise<StoredOutput | string> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined) return 'nothing there';
  if (!stats.isDirectory()) return stats.isFile() ? 'a file' : 'a link or special file';
  const entries = await entriesBelow(path);
  const unnamed = entries.find(({ isNamed }) => !isNamed);
  if (unnamed !== undefined) return `a name that is not UTF-8, ${unnamed.name}`;
  const odd = entries.find(({ isFile, isFolder }) => !isFile && !isFolder);
  if (odd !== undefined) return `a link or special file, ${odd.name}`;
  const names = entries
    .filter(({ isFile }) => isFile)
    .map((entry) => entry.name)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (names.length === 0) return 'an empty folder';
  const files: StoredFile[] = [];
  for (const file of names) files.push({ name: file, ...(await sealFile(join(path, file))) });
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  return { form: 'folder', name, files, sha256: folderDigest(files), bytes };
}

/** A file with a second name elsewhere, or that a process still has open, could be changed: the store gets a copy. */
async function makeOwn(path: string, held: ReadonlySet<string>): Promise<void> {
  const mayChange = (await lstat(path)).nlink > 1 || (held.size > 0 && held.has(await realpath(path)));
  if (!mayChange) return;
  const copy = join(dirname(path), `.${basename(path)}.copy`);
  await copyFile(path, copy);
  await rename(copy, path);
}

/** Paths, relative to `folder`, of what lies there besides the declared outputs; in the order of their names. */
export async function undeclaredFiles(
  specs: Readonly<Record<string, OutputSpec>>,
  outputs: StepOutputs,
  folder: string,
): Promise<string[]> {
  const declared = Object.entries(specs).map(([name, spec]) => ({
    path: relative(folder, outputs.path(name)),
    isFolder: 'folder' in spec,
  }));
  const isDeclared = (file: string): boolean =>
    declared.some(({ path, isFolder }) => file === path || (isFolder && file.startsWith(`${path}/`)));
  const entries = await entriesBelow(folder);
  return entries
    .filter(({ name, isFolder }) => !isFolder && !isDeclared(name))
    .map(({ name }) => name)
    .sort();
}

interface Entry {
  /** Relative, with slashes. */
  readonly name: string;
  /** False when the bytes of its name are not UTF-8: then it cannot be named again. */
  readonly isNamed: boolean;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** Everything below a folder; links are not followed, nor folders whose name cannot be told. */
async function entriesBelow(folder: string, prefix = ''): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' })) {
    const decoded = decodeName(entry.name);
    const name = `${prefix}${decoded ?? shownBytes(entry.name)}`;
    const isFolder = entry.isDirectory() && decoded !== undefined;
    entries.push({ name, isNamed: decoded !== undefined, isFile: entry.isFile(), isFolder });
    if (isFolder) entries.push(...(await entriesBelow(join(folder, decoded), `${name}/`)));
  }
  return entries;
}

function decodeName(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** As `ls --escape` shows it: what is not ASCII in hexadecimal. */
function shownBytes(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) =>
      byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    )
    .join('');
}
