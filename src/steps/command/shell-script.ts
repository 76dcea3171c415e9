import { ok, type Result } from '../../core/result.js';
import { expandArguments, type Placeholders } from './expand-arguments.js';

/** Text of these characters alone means itself to a shell wherever it stands. */
const plain = /^[A-Za-z0-9._/:@%+,-]+$/;

/** Stands for one path or value while the arguments are put together. */
const token = /\0(\d+)\0/;

/**
 * The script of arguments that are joined by spaces. The author's text is for the shell to read; what placeholders stand for
 * is not, whatever is in it: a path or value with any character that could mean something is assigned to a variable of
 * the shell before, and only the variable stands in the text. Should the quotes around it be misjudged, it may be split at
 * blanks, but never run.
 */
export function shellScript(
  template: readonly string[],
  { inputs, outputs, values }: Placeholders,
): Result<string> {
  const texts: string[] = [];
  const tokenOf = (text: string): string => (plain.test(text) ? text : `\0${texts.push(text) - 1}\0`);
  const argv = expandArguments(template, {
    inputs: new Map([...inputs].map(([name, paths]) => [name, paths.map(tokenOf)])),
    outputs: { names: () => outputs.names(), path: (name) => tokenOf(outputs.path(name)) },
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tokenOf(String(value))])),
  });
  if (!argv.ok) return argv;
  const assignments = texts.map((text, i) => `${variable(i)}=${singleQuoted(text)}; `);
  return ok(assignments.join('') + putVariables(argv.value.join(' ')));
}

function variable(i: number): string {
  return `skysort_${i}`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

type Quoting = 'bare' | 'double' | 'single';

function putVariables(text: string): string {
  const stack: Quoting[] = ['bare'];
  let script = '';
  for (let at = 0; at < text.length;) {
    const rest = text.slice(at, at + 24);
    const quoting = stack.at(-1) ?? 'bare';
    const found = token.exec(rest);
    if (found?.index === 0) {
      script += reference(variable(Number(found[1])), quoting);
      at += found[0].length;
      continue;
    }
    const length = pieceLength(text, at, quoting);
    const piece = text.slice(at, at + length);
    turn(stack, piece);
    // A variable cannot be escaped: a backslash before it must not eat its quotes.
    script += piece === '\\\0' ? '\\\n' : piece;
    at += piece === '\\\0' ? 1 : length;
  }
  return script;
}

function reference(name: string, quoting: Quoting): string {
  switch (quoting) {
    case 'bare':
      return `"\${${name}}"`;
    case 'double':
      return `\${${name}}`;
    case 'single':
      return `'"\${${name}}"'`;
  }
}

/** How many characters from here belong together: an escaped one, `$(`, a comment up to the end of its line. */
function pieceLength(text: string, at: number, quoting: Quoting): number {
  if (quoting === 'single') return 1;
  if (text[at] === '\\' || text.startsWith('$(', at)) return 2;
  const isComment = quoting === 'bare' && text[at] === '#' && /^$|\s|[;&|()]/.test(text[at - 1] ?? '');
  return isComment ? Math.max(1, text.slice(at).search(/\n|$|\0/)) : 1;
}

/** What stands in `$( )` and in brackets begins without quotes, whatever is around it. */
function turn(stack: Quoting[], piece: string): void {
  const quoting = stack.at(-1) ?? 'bare';
  const isEnd = (piece === "'" && quoting === 'single') || (piece === '"' && quoting === 'double');
  if (isEnd) stack.pop();
  else if (quoting === 'single') return;
  else if (piece === "'" && quoting === 'bare') stack.push('single');
  else if (piece === '"') stack.push('double');
  else if (piece === '$(' || (piece === '(' && quoting === 'bare')) stack.push('bare');
  else if (piece === ')' && quoting === 'bare' && stack.length > 1) stack.pop();
}
