import { randomBytes } from 'node:crypto';
import type { ProcessIdentity } from '../core/manifest.js';

/** What a lease's file says: who holds it. */
export interface LeaseFile extends ProcessIdentity {
  readonly version: 1;
  /** Begins the name of every attempt folder made under this lease, and tells it from any other lease. */
  readonly attempt: string;
  /** ISO 8601: nothing that its owner uses was last used before. */
  readonly since: string;
}

export function newLeaseFile(owner: ProcessIdentity, now: Date): LeaseFile {
  return { version: 1, ...owner, attempt: randomBytes(8).toString('hex'), since: now.toISOString() };
}

/** @returns undefined for a text that no lease's owner wrote whole. */
export function decodeLease(text: string): LeaseFile | undefined {
  try {
    const content = JSON.parse(text) as Partial<LeaseFile> | null;
    return content?.version === 1 && typeof content.pid === 'number' && typeof content.attempt === 'string'
      ? (content as LeaseFile)
      : undefined;
  } catch {
    return undefined;
  }
}
