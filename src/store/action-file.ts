import type { Action } from '../core/action.js';
import type { ActionKey } from '../core/identifiers.js';
import { canonicalJson, type Json } from '../core/json.js';
import { sealJson, unsealJson } from './sealed-json.js';

const version = 2;

/** The text of an action's file. */
export function encodeAction(action: Action): string {
  return sealJson(canonicalJson({ version, ...action } as unknown as Json));
}

/**
 * Reads an action's file. It is believed only when its own digest holds and its key is the one asked for.
 * @returns undefined for anything else.
 */
export function decodeAction(text: string, key: ActionKey): Action | undefined {
  const content = unsealJson(text);
  if (content === undefined) return undefined;
  const action = JSON.parse(content) as Action & { version: number };
  return action.version === version && action.key === key ? action : undefined;
}
