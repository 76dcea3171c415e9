// Pages of Markdown as the tests of the docs see them. A fenced block may have a comment of HTML right above it, which no reader sees:
//
//   <!-- run -->              run in the page's folder, after the blocks above it; `run: exit 3` expects that code
//   <!-- output -->           every line is among the lines that the last block printed, in this order; `…` is any text
//   <!-- file: NAME -->       written as that file, which later blocks use
//   <!-- append: NAME -->     written at the end of that file
//   <!-- with: KIND -->       YAML: parameters of a step of that kind
//   <!-- shows -->            not a workflow, no program: only shown
//
// A command that is only indented is no block, and would not be run: it is refused.
//
// Without one: YAML that begins with `skysort:` is a whole workflow, other YAML a part, laid over the demo; both are validated.
// Commands are checked whether they are run or not: options of skysort, the params and steps of the workflow that they name, the
// scripts and packages of npm. So is code within sentences (check-mentions.ts). Two comments are of the whole page:
//
//   <!-- fixture: NAME -->    mock galaxies as the tarballs NAME/*.tar; for NAME.csv a table of numbers, for NAME.mjs another page's block
//   <!-- small: P=V P=V -->   runs set these params where the workflow has them and the command does not set them
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.js';

export interface Directive {
  readonly name: string;
  readonly value: string;
}

export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it begins, `docs/cache.md:12`. */
  readonly place: string;
  readonly directive: Directive | undefined;
}

export interface Page {
  /** Below the repository, `docs/cache.md`. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly fixtures: readonly string[];
  readonly small: readonly string[];
}

const comment = /^ *<!-- ([a-z]+)(?:: (.*?))? -->$/;
const blockDirectives = ['run', 'output', 'file', 'append', 'with', 'shows'];
const pageDirectives = ['fixture', 'small'];

export const readPage = (path: string): Page =>
  parsePage(path, readFileSync(join(repositoryRoot, path), 'utf8'));

const indentedCommand = /^(?: {4,}|\t\s*)(?:\$ )?(?:npx |npm |node |skysort )/;

/**
 * @param path As it is told of.
 * @throws Error, with the place, for what a test of the docs would pass over.
 */
export function parsePage(path: string, text: string): Page {
  const blocks: Block[] = [];
  const found: Directive[] = [];
  let above: Directive | undefined;
  let open: { indent: number; language: string; start: number; lines: string[] } | undefined;
  text.split('\n').forEach((line, index) => {
    const fence = /^( *)```(\S*)/.exec(line);
    if (open !== undefined) {
      if (fence === null) {
        open.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
        return;
      }
      const place = `${path}:${open.start}`;
      if (above !== undefined && !blockDirectives.includes(above.name))
        throw new Error(`${place}: no test knows <!-- ${above.name} -->`);
      blocks.push({ language: open.language, text: `${open.lines.join('\n')}\n`, place, directive: above });
      open = undefined;
      above = undefined;
    } else if (fence !== null) {
      open = { indent: fence[1]?.length ?? 0, language: fence[2] ?? '', start: index + 1, lines: [] };
    } else if (indentedCommand.test(line)) {
      throw new Error(`${path}:${index + 1}: a command that is indented is not run; fence it`);
    } else if (line.trim() !== '') {
      if (above !== undefined && blockDirectives.includes(above.name))
        throw new Error(`${path}:${index}: no block follows <!-- ${above.name} -->`);
      above = readDirective(line);
      if (above !== undefined && pageDirectives.includes(above.name)) {
        found.push(above);
        above = undefined;
      }
    }
  });
  if (open !== undefined) throw new Error(`${path}:${open.start}: the block has no end`);
  const valuesOf = (name: string) =>
    found.filter((one) => one.name === name).flatMap(({ value }) => value.split(' '));
  return { path, text, blocks, fixtures: valuesOf('fixture'), small: valuesOf('small') };
}

function readDirective(line: string): Directive | undefined {
  const [, name, value = ''] = comment.exec(line) ?? [];
  return name === undefined ? undefined : { name, value };
}

/** README.md and everything in docs/, by path. */
export function docPages(): Page[] {
  const inDocs = readdirSync(join(repositoryRoot, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...inDocs.sort().map((name) => `docs/${name}`)].map(readPage);
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf({ text }: Page): string[] {
  const outsideBlocks = text.replace(/^ *```[^]*?^ *```/gm, '');
  return [...outsideBlocks.matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

export interface Link {
  readonly target: string;
  /** The page that it stands on. */
  readonly from: string;
}

/** Links and pictures that lead to files of the repository, or to a place on a page. */
export function linksOf({ text, path }: Page): Link[] {
  const outsideCode = text
    .replace(/^ *```[^]*?^ *```/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[\][()]/g, ''));
  return [...outsideCode.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => ({ target, from: path }))
    .filter(({ target }) => !/^[a-z]+:/.test(target));
}
