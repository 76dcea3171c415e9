import { distance } from 'fastest-levenshtein';

/** The names that placeholders of a command may have, by the word before the dot. */
export type PlaceholderNames = Readonly<Record<Side, readonly string[]>>;

const sides = ['inputs', 'outputs', 'values'] as const;
type Side = (typeof sides)[number];

export interface WrongPlaceholder {
  /** As it is written, `{outputs}`. */
  readonly found: string;
  /** What was probably meant. */
  readonly nearest?: string;
}

/** All placeholders that there are, as they are written. */
export function knownPlaceholders(names: PlaceholderNames): string[] {
  return sides.flatMap((side) =>
    names[side].filter((name) => /^[\w-]+$/.test(name)).map((name) => `{${side}.${name}}`),
  );
}

/**
 * What looks like a placeholder and is none:
 *
 * 1. `{`, one of the words inputs, outputs and values in any case, then a dot or `}`, with blanks or without: `{outputs}`,
 *    `{ outputs.x }`, `{Outputs.x}`, `{outputs.x` without its end; and `{outputs.x}` when there is no such output.
 * 2. `{`, a word within two letters of one of those, a dot, a plain name, `}`: `{output.x}`, `{value.k}`.
 *
 * Every other brace is text: shell, awk, Python and JSON are full of them.
 */
export function wrongPlaceholders(text: string, names: PlaceholderNames): WrongPlaceholder[] {
  const known = knownPlaceholders(names);
  const wrong: WrongPlaceholder[] = [];
  const likely = /\{\s*([A-Za-z]+)\s*(?:\}|\.\s*([A-Za-z0-9_-]*)\s*(\})?)/g;
  for (const [found, word = '', name = '', end] of text.matchAll(likely)) {
    if (known.includes(found)) continue;
    const side = sideOf(word);
    if (side === undefined) continue;
    const isExact = side === word.toLowerCase();
    if (!isExact && (name === '' || end === undefined)) continue;
    const near = nearestOf(name, side, names);
    wrong.push({ found: found.trimEnd(), ...(near === undefined ? {} : { nearest: near }) });
  }
  return wrong;
}

function sideOf(word: string): Side | undefined {
  const distances = sides.map((side) => distance(word.toLowerCase(), side));
  const least = Math.min(...distances);
  return least <= 2 && word.length >= 3 ? sides[distances.indexOf(least)] : undefined;
}

/** A placeholder of that side by a like name, or its only one; then one of another side by the same name. */
function nearestOf(name: string, side: Side, names: PlaceholderNames): string | undefined {
  const own = names[side];
  const like = own
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= Math.ceil(candidate.length / 3))
    .sort((a, b) => a.far - b.far)[0]?.candidate;
  const chosen = like ?? (own.length === 1 ? own[0] : undefined);
  if (chosen !== undefined && (like !== undefined || name === '')) return `{${side}.${chosen}}`;
  const other = sides.find((each) => names[each].includes(name));
  if (other !== undefined) return `{${other}.${name}}`;
  return chosen === undefined ? undefined : `{${side}.${chosen}}`;
}
