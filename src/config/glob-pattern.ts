/** A part of one segment of a pattern. */
type Piece =
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'one' }
  | { readonly type: 'many' }
  | {
      readonly type: 'set';
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    };

export type Segment =
  /** `**`: any number of folders, none included. */
  | { readonly type: 'folders' }
  | { readonly type: 'name'; readonly text: string }
  | { readonly type: 'wild'; readonly text: string; readonly pieces: readonly Piece[] };

/**
 * The alternatives that braces stand for: `{a,b}.tar` is `a.tar` and `b.tar`. Braces without a comma are text.
 * @returns undefined when there would be more than `limit`.
 */
export function expandBraces(pattern: string, limit: number): string[] | undefined {
  const done: string[] = [];
  const open = [pattern];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = firstGroup(next);
    if (group === undefined) done.push(next);
    else {
      const { start, end, alternatives } = group;
      const before = next.slice(0, start);
      const after = next.slice(end);
      for (const alternative of [...alternatives].reverse()) open.push(before + alternative + after);
    }
    if (done.length + open.length > limit) return undefined;
  }
  return [...new Set(done)];
}

/** The first `{…}` with a comma of its own, and what stands between its commas. */
function firstGroup(text: string): { start: number; end: number; alternatives: string[] } | undefined {
  for (let start = text.indexOf('{'); start !== -1; start = text.indexOf('{', start + 1)) {
    if (isEscaped(text, start)) continue;
    const commas: number[] = [];
    let depth = 0;
    for (let at = start; at < text.length; at += 1) {
      if (isEscaped(text, at)) continue;
      if (text[at] === '{') depth += 1;
      else if (text[at] === '}') depth -= 1;
      else if (text[at] === ',' && depth === 1) commas.push(at);
      if (depth > 0) continue;
      if (commas.length === 0) break;
      const bounds = [start, ...commas, at];
      const alternatives = bounds.slice(1).map((bound, index) => text.slice((bounds[index] ?? 0) + 1, bound));
      return { start, end: at + 1, alternatives };
    }
  }
  return undefined;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}

/** The segments of one pattern without braces; `.` and empty segments fall away. */
export function parsePattern(pattern: string): Segment[] {
  const segments: Segment[] = [];
  for (const text of pattern.split('/')) {
    if (text === '' || text === '.') continue;
    if (text === '**') {
      if (segments.at(-1)?.type !== 'folders') segments.push({ type: 'folders' });
      continue;
    }
    const pieces = parseSegment(text);
    const plain = pieces.map((piece) => (piece.type === 'literal' ? piece.text : undefined));
    if (plain.includes(undefined)) segments.push({ type: 'wild', text, pieces });
    else segments.push({ type: 'name', text: plain.join('') });
  }
  if (segments.at(-1)?.type === 'folders')
    segments.push({ type: 'wild', text: '*', pieces: [{ type: 'many' }] });
  return segments;
}

function parseSegment(text: string): Piece[] {
  const pieces: Piece[] = [];
  const characters = Array.from(text);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    const set = character === '[' ? parseSet(characters, at) : undefined;
    if (set !== undefined) {
      pieces.push(set.piece);
      at = set.last;
    } else if (character === '*') {
      if (pieces.at(-1)?.type !== 'many') pieces.push({ type: 'many' });
    } else if (character === '?') pieces.push({ type: 'one' });
    else if (character === '\\' && at + 1 < characters.length) {
      at += 1;
      pieces.push({ type: 'literal', text: characters[at] ?? '' });
    } else pieces.push({ type: 'literal', text: character });
  }
  return pieces;
}

/** `[a-c]`, `[!a]`, `[^a]`; a bracket that is not closed is text. */
function parseSet(characters: readonly string[], start: number): { piece: Piece; last: number } | undefined {
  let at = start + 1;
  const negated = characters[at] === '!' || characters[at] === '^';
  if (negated) at += 1;
  const ranges: [string, string][] = [];
  for (let first = true; at < characters.length; at += 1, first = false) {
    const character = characters[at] ?? '';
    if (character === ']' && !first) return { piece: { type: 'set', negated, ranges }, last: at };
    const end = characters[at + 2];
    if (characters[at + 1] === '-' && end !== undefined && end !== ']') {
      ranges.push([character, end]);
      at += 2;
    } else ranges.push([character, character]);
  }
  return undefined;
}

/**
 * Whether a name matches a segment with wildcards. A name that starts with a dot matches only a pattern that does.
 * Goes back to the last `*` only, which is enough, so that the time is at most the product of the lengths.
 */
export function matchesSegment(pieces: readonly Piece[], name: string): boolean {
  const characters = Array.from(name);
  if (characters[0] === '.' && !(pieces[0]?.type === 'literal' && pieces[0].text === '.')) return false;
  let piece = 0;
  let at = 0;
  let star: { piece: number; at: number } | undefined;
  while (at < characters.length) {
    const current = pieces[piece];
    if (current?.type === 'many') {
      star = { piece, at };
      piece += 1;
    } else if (current !== undefined && matchesOne(current, characters[at] ?? '')) {
      piece += 1;
      at += 1;
    } else if (star !== undefined) {
      star = { piece: star.piece, at: star.at + 1 };
      piece = star.piece + 1;
      at = star.at;
    } else return false;
  }
  return pieces.slice(piece).every((rest) => rest.type === 'many');
}

function matchesOne(piece: Piece, character: string): boolean {
  switch (piece.type) {
    case 'one':
      return true;
    case 'literal':
      return piece.text === character;
    case 'set':
      return piece.ranges.some(([low, high]) => low <= character && character <= high) !== piece.negated;
    case 'many':
      return false;
  }
}
