import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../core/fingerprint.js';
import { canonicalJson, isJsonObject, type Json } from '../core/json.js';
import type { Manifest } from '../core/manifest.js';

export const manifestName = 'manifest.json';

/** A run folder's manifest as it was found. */
export type FoundManifest =
  | { readonly state: 'whole'; readonly manifest: Manifest }
  /** Its bytes are not what they were when it was written. */
  | { readonly state: 'damaged'; readonly path: string }
  | { readonly state: 'absent' };

/** The text of `manifest.json`. Its last member is the digest of the rest, so that damage shows. */
export function encodeManifest(manifest: Manifest): string {
  const body = JSON.parse(JSON.stringify(manifest)) as Json;
  return `${JSON.stringify({ ...(body as object), digest: sha256(canonicalJson(body)) }, null, 2)}\n`;
}

export function inspectManifest(runFolder: string): FoundManifest {
  const path = join(runFolder, manifestName);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { state: 'absent' };
  }
  const manifest = decodeManifest(text);
  return manifest === undefined ? { state: 'damaged', path } : { state: 'whole', manifest };
}

function decodeManifest(text: string): Manifest | undefined {
  try {
    const content = JSON.parse(text) as Json;
    if (!isJsonObject(content)) return undefined;
    const { digest, ...body } = content;
    const isWhole = body['version'] === 1 && sha256(canonicalJson(body)) === digest;
    return isWhole ? (body as unknown as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
