import { Lexer } from './vendor/yaml.js';
import type { Problem } from '../core/diagnostic.js';
import type { SourceText } from './source.js';

/** What the parser says: a code, a sentence of its own, and `[start, end)`. */
interface SyntaxFault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

interface SyntaxProblem {
  readonly start: number;
  readonly end: number;
  readonly problem: Problem;
}

/** The parser's errors in our words: the first of each line, since the rest of a line only follows from it. */
export function describeSyntaxErrors(
  source: SourceText,
  offset: number,
  errors: readonly SyntaxFault[],
): SyntaxProblem[] {
  const lines = new Set<number>();
  const problems: SyntaxProblem[] = [];
  for (const error of [...errors].sort((a, b) => a.pos[0] - b.pos[0])) {
    const place = source.place(error.pos[0] + offset, error.pos[1] + offset);
    // A broken bracket or quote makes nonsense of every later line: only the first counts.
    if (lines.size > 0 && !independent.has(error.code)) break;
    if (lines.has(place.line)) continue;
    lines.add(place.line);
    const opened = isUnclosed(error) ? openedAt(source.text.slice(offset)) : undefined;
    if (opened === undefined) problems.push(describe(error, place.sourceLine, place.column - 1));
    else
      problems.push({ start: opened, end: opened + 1, problem: { kind: 'syntax', ...wording(error, '') } });
  }
  return problems;
}

const independent = new Set(['TAB_AS_INDENT', 'BAD_DQ_ESCAPE', 'BAD_SCALAR_START']);

function describe(error: SyntaxFault, line: string, column: number): SyntaxProblem {
  const [start, end] = error.pos;
  const bare = bareReference(line, column);
  if (bare !== undefined) {
    const { at, text } = bare;
    const from = start - column + at;
    const remedy = `put quotes around it: "${text}"`;
    const found = `${text} cannot stand without quotes inside [ ] or { }`;
    return { start: from, end: from + text.length, problem: { kind: 'syntax', found, remedy } };
  }
  const { found, remedy } = wording(error, line);
  return { start, end, problem: { kind: 'syntax', found, ...(remedy === undefined ? {} : { remedy }) } };
}

/** A `${name}` without quotes inside brackets, near the error: YAML takes its brace for a mapping. */
function bareReference(line: string, column: number): { at: number; text: string } | undefined {
  for (const match of line.matchAll(/(?<![\w"'$])\$\{[^}"']*\}/g)) {
    const before = line.slice(0, match.index);
    const quotes = before.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
    if (/["']/.test(quotes) || !/[[{]/.test(quotes)) continue;
    if (column <= match.index + match[0].length) return { at: match.index, text: match[0] };
  }
  return undefined;
}

interface Wording {
  readonly found: string;
  readonly remedy?: string;
}

function wording(error: SyntaxFault, line: string): Wording {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { found: 'a tab indents this line', remedy: 'indent with spaces' };
    case 'BAD_INDENT':
      if (error.message.startsWith('Flow'))
        return { found: 'this bracket is not closed, or what it holds is not indented', remedy: 'close it' };
      return {
        found: 'this line is indented unlike the lines that it belongs to',
        remedy: 'start it at the same column as they do',
      };
    case 'MISSING_CHAR':
      if (error.message.includes('quote')) return { found: 'this quote is not closed', remedy: 'close it' };
      if (error.message.includes('must end with'))
        return { found: 'this bracket is not closed', remedy: 'close it' };
      if (error.message.includes('flow'))
        return { found: 'a comma is missing', remedy: 'put a comma before this' };
      return { found: lowerFirst(error.message) };
    case 'BAD_SCALAR_START':
      return {
        found: `text cannot start with ${line.trim() === '' ? 'this' : firstCharacter(error)}`,
        remedy: 'put quotes around it',
      };
    case 'BAD_DQ_ESCAPE':
      return {
        found: `${error.message.replace('Invalid escape sequence ', '')} means nothing between double quotes`,
        remedy: 'write \\\\ for a backslash, or use single quotes',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return {
        found: 'a second ": " stands on this line, or the next line is indented too far',
        remedy: 'put quotes around a text that holds a colon, or start a new line',
      };
    case 'BLOCK_IN_FLOW':
      return { found: 'a comma is missing', remedy: 'put commas between the entries of { } and [ ]' };
    case 'MULTILINE_IMPLICIT_KEY':
      return { found: 'this line is not a "name: value"', remedy: 'put a colon and a space after the name' };
    case 'UNEXPECTED_TOKEN':
      return unexpected(error);
    default:
      return { found: lowerFirst(error.message) };
  }
}

function unexpected(error: SyntaxFault): Wording {
  const token = /Unexpected ([a-z-]+)/.exec(error.message)?.[1] ?? 'token';
  if (token === 'flow-map-end' || token === 'flow-seq-end') {
    return { found: 'a bracket is closed that was not opened', remedy: 'remove it' };
  }
  return {
    found: 'this does not belong to what stands before it',
    remedy: 'put quotes around a text with : # { } [ ] or quotes in it',
  };
}

function firstCharacter(error: SyntaxFault): string {
  return (
    /character (\S)$/.exec(error.message)?.[1] ??
    (error.message.includes('directive') ? '%' : 'this character')
  );
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** Whether the parser stands at the end of what something opened long before. */
function isUnclosed({ code, message }: SyntaxFault): boolean {
  if (code === 'BAD_INDENT') return message.startsWith('Flow');
  return code === 'MISSING_CHAR' && (message.includes('quote') || message.includes('must end with'));
}

/** Where the quote or the innermost bracket stands that is never closed. */
function openedAt(text: string): number | undefined {
  const open: number[] = [];
  let at = 0;
  for (const token of new Lexer().lex(text)) {
    // The lexer's marks have no width: a document, a scalar, and brackets that end without being closed.
    if (token === '\u0018') return open.at(-1);
    if (token === '\u0002' || token === '\u001f') continue;
    if (token === '[' || token === '{') open.push(at);
    else if (token === ']' || token === '}') open.pop();
    else if (/^["']/.test(token) && (token.length === 1 || !token.endsWith(token.charAt(0)))) return at;
    at += token.length;
  }
  return open.at(-1);
}
