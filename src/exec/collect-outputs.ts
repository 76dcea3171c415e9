import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredFile, StoredOutput } from '../core/artifact.js';
import { folderDigest } from '../core/fingerprint.js';
import type { Digest } from '../core/identifiers.js';
import { fail, ok, type Result } from '../core/result.js';
import type { OutputSpec, StepOutputs } from '../core/step.js';

/** Hashes a file and makes it safe on disk. */
export type SealFile = (path: string) => Promise<{ sha256: Digest; bytes: number }>;

/** Checks that a step left each of its declared outputs, and hashes them. */
export async function collectOutputs(
  specs: Readonly<Record<string, OutputSpec>>,
  outputs: StepOutputs,
  sealFile: SealFile,
): Promise<Result<Record<string, StoredOutput>>> {
  const collected: Record<string, StoredOutput> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const path = outputs.path(name);
    const output =
      'file' in spec
        ? await fileOutput(path, spec.file, sealFile)
        : await folderOutput(path, spec.folder, sealFile);
    if (typeof output === 'string') {
      const file = 'file' in spec ? spec.file : `${spec.folder}/`;
      return fail({ reason: 'missing-output', output: name, file, found: output });
    }
    collected[name] = output;
  }
  return ok(collected);
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
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return 'nothing there';
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined) return `a link or special file, ${odd.name}`;
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(path.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  if (names.length === 0) return 'an empty folder';
  const files: StoredFile[] = [];
  for (const file of names) files.push({ name: file, ...(await sealFile(join(path, file))) });
  const bytes = files.reduce((total, file) => total + file.bytes, 0);
  return { form: 'folder', name, files, sha256: folderDigest(files), bytes };
}
