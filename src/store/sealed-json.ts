import { sha256 } from '../core/fingerprint.js';

const head = (digest: string): string => `{"sha256":"${digest}","content":`;
const headLength = head('0'.repeat(64)).length;
const tail = '}\n';

/** A JSON text that begins with the digest of the rest, so that damage shows without reading it in full. */
export function sealJson(content: string): string {
  return `${head(sha256(content))}${content}${tail}`;
}

/** @returns The content, or undefined when the text is not what was sealed. */
export function unsealJson(text: string): string | undefined {
  const content = text.slice(headLength, -tail.length);
  return text === sealJson(content) ? content : undefined;
}
