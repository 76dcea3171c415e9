import type { Findings } from './findings.js';
import type { Span } from './source.js';

/** What a step, an input, an output and a swept axis may be called: their names stand in references, ids and folders' names. */
export const plainName = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Complains about a name that is not plain, with one that would do when there is one. */
export function checkName(findings: Findings, named: { key: string; keyAt: Span }, path: string): boolean {
  const { key, keyAt } = named;
  if (plainName.test(key)) return true;
  const safe = key
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z_]+|-+$/g, '')
    .slice(0, 64);
  findings.add({ at: keyAt }, path, {
    kind: 'wrong-value',
    expected: 'named with up to 64 letters, digits, hyphens and underscores, a letter first',
    found: JSON.stringify(key),
    ...(safe === '' ? {} : { remedy: `write ${safe}` }),
  });
  return false;
}
