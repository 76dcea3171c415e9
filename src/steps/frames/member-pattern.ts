import { baseName } from './frame-names.js';

const placeholder = '{camera}';
/** No file system has longer paths. */
const longestName = 4096;

/** Whether the pattern says which camera a member is of. */
export function tellsCamera(pattern: string): boolean {
  return pattern.includes(placeholder);
}

/**
 * What a pattern says of a member: nothing when the name does not match, otherwise the camera's number where the pattern has `{camera}`.
 * `*` stands for any characters but `/`, `?` for one, `{camera}` for a whole number: all the digits that stand there together. A pattern with `/` is held
 * against the whole path, one without against the last part of it. Of several readings the last digits count.
 */
export function matchMember(pattern: string, name: string): { readonly camera?: number } | undefined {
  const text = pattern.includes('/') ? name : baseName(name);
  if (text.length > longestName) return undefined;
  if (!tellsCamera(pattern)) return matchesGlob(pattern, text) ? {} : undefined;
  const at = pattern.indexOf(placeholder);
  const [before, after] = [pattern.slice(0, at), pattern.slice(at + placeholder.length)];
  for (const digits of [...text.matchAll(/\d+/g)].reverse()) {
    const end = digits.index + digits[0].length;
    if (digits[0].length > 6 || !matchesGlob(after, text.slice(end))) continue;
    if (matchesGlob(before, text.slice(0, digits.index))) return { camera: Number(digits[0]) };
  }
  return undefined;
}

/** Goes back only to the last `*`, so that no name takes long. */
function matchesGlob(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  let [star, resume] = [-1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === text[t] || (pattern[p] === '?' && text[t] !== '/'))) {
      p += 1;
      t += 1;
    } else if (star !== -1 && text[resume] !== '/') {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
