import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { folderDigest, sha256 } from '../../core/fingerprint.js';
import type { Digest } from '../../core/identifiers.js';

/** `from './x.mjs'`, `import './x.mjs'`, `import('./x.mjs')`: one in a comment only makes the content wider. */
const relativeImport = /\b(?:from|import)\s*\(?\s*(["'])(\.{1,2}\/[^"'\n]+)\1/g;

/**
 * The digest of a plugin: of its own content and, since they change what it does too, of all files that it imports by relative
 * paths, directly or not. Where they lie does not count. Packages do not count either: for those a person raises the version.
 * @throws the system's error when the plugin itself cannot be read.
 */
export async function pluginDigest(path: string): Promise<Digest> {
  const folder = dirname(path);
  const files = new Map([[path, await readFile(path)]]);
  // A map grows while it is walked over, so imports of imports are found too, and a circle ends.
  for (const [file, content] of files) {
    for (const [, , specifier = ''] of content.toString('utf8').matchAll(relativeImport)) {
      const imported = join(dirname(file), specifier.replace(/[?#].*$/, ''));
      if (files.has(imported)) continue;
      const found = await readFile(imported).catch(() => undefined);
      if (found !== undefined) files.set(imported, found);
    }
  }
  const named = [...files].map(([file, content]) => ({
    name: file === path ? '' : relative(folder, file),
    sha256: sha256(content),
  }));
  return folderDigest(named.sort((a, b) => (a.name < b.name ? -1 : 1)));
}
