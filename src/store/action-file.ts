import type { Action } from '../core/action.js';
import { actionKey, sha256 } from '../core/fingerprint.js';
import type { ActionKey } from '../core/identifiers.js';
import { canonicalJson, type Json } from '../core/json.js';

const version = 1;

/** The text of an action's file. It ends with the digest of the rest, so that damage shows. */
export function encodeAction(action: Action): string {
  const body = { version, ...action } as unknown as Json;
  const canonical = canonicalJson(body);
  return `${JSON.stringify({ action: JSON.parse(canonical) as Json, digest: sha256(canonical) }, null, 1)}\n`;
}

/**
 * Reads an action's file. It is believed only when its own digest holds and its key is that of its preimage and the one
 * asked for.
 * @returns undefined for anything else.
 */
export function decodeAction(text: string, key: ActionKey): Action | undefined {
  let content: { action?: unknown; digest?: unknown };
  try {
    content = JSON.parse(text) as typeof content;
  } catch {
    return undefined;
  }
  if (typeof content !== 'object' || typeof content.action !== 'object' || content.action === null)
    return undefined;
  if (sha256(canonicalJson(content.action as Json)) !== content.digest) return undefined;
  const action = content.action as Action & { version: number };
  const isRight = action.version === version && action.key === key && actionKey(action.preimage) === key;
  return isRight ? action : undefined;
}
