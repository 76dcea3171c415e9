import { dirname, join, relative, sep } from 'node:path';
import type { Manifest } from '../core/manifest.js';
import { fail, ok, type Result } from '../core/result.js';
import { temporaryName } from './atomic-file.js';
import type { FileSystem } from './file-system.js';
import { hashFile } from './hash-file.js';
import type { StoreLayout } from './layout.js';
import { encodeManifest, manifestName } from './manifest-file.js';
import { errorCode, storageTrouble } from './storage-trouble.js';
import { parseDigest } from '../core/identifiers.js';

export interface ExportRequest {
  readonly layout: StoreLayout;
  readonly files: FileSystem;
  readonly manifest: Manifest;
  readonly runFolder: string;
  /** It must not exist yet. */
  readonly to: string;
}

interface Part {
  readonly from: string;
  /** Relative to the copy. */
  readonly name: string;
  readonly sha256?: string;
}

/**
 * Copies a run with all its outputs as real files into a folder that needs nothing else. Each output is hashed as it came out.
 * The copy appears whole or not at all.
 */
export async function exportRun(request: ExportRequest): Promise<Result<{ files: number; bytes: number }>> {
  const { files, to } = request;
  const temporary = temporaryName(to);
  try {
    const parts = [...outputParts(request), ...(await otherParts(request))];
    const bytes = await copyParts(parts, temporary, files);
    if (!bytes.ok) return bytes;
    // What a run that was killed had finished does not stand in its own.
    await files.create(join(temporary, manifestName), encodeManifest(request.manifest));
    await files.mkdir(dirname(to));
    await files.rename(temporary, to);
    return ok({ files: parts.length + 1, bytes: bytes.value });
  } catch (error) {
    return fail(storageTrouble('export', to, error));
  } finally {
    await files.remove(temporary).catch(() => undefined);
  }
}

function outputParts({ layout, manifest }: ExportRequest): Part[] {
  return manifest.instances.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ file, sha256, files }) =>
      files === undefined
        ? [{ from: layout.object(parseDigest(sha256)), name: file, sha256 }]
        : files.map((one) => ({
            from: layout.object(parseDigest(one.sha256)),
            name: join(file, one.name),
            sha256: one.sha256,
          })),
    ),
  );
}

/** What lies in the run folder itself beside the manifest: events, report. */
async function otherParts({ runFolder, files }: ExportRequest): Promise<Part[]> {
  const parts: Part[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await files.list(folder)) {
      const path = join(folder, entry.name);
      const name = relative(runFolder, path);
      if (['outputs', 'pinned', manifestName].includes(name)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isFile()) parts.push({ from: path, name });
    }
  };
  await walk(runFolder);
  return parts;
}

async function copyParts(parts: readonly Part[], folder: string, files: FileSystem): Promise<Result<number>> {
  await files.mkdir(folder);
  let total = 0;
  for (const { from, name, sha256 } of parts) {
    const to = join(folder, name);
    if (!to.startsWith(folder + sep)) throw new TypeError(`a manifest with a file outside its run: ${name}`);
    await files.mkdir(dirname(to));
    try {
      await files.copy(from, to);
    } catch (error) {
      const isLost = sha256 !== undefined && errorCode(error) === 'ENOENT';
      const code = isLost ? 'missing' : errorCode(error);
      return fail({ reason: 'storage', operation: 'copy', path: from, code });
    }
    await files.chmod(to, 0o644);
    const copied = await hashFile(to);
    if (sha256 !== undefined && copied.sha256 !== sha256)
      return fail({ reason: 'storage', operation: 'copy', path: from, code: 'corrupt' });
    total += copied.bytes;
  }
  return ok(total);
}
