// What the docs' tests rest on, held by small pages made up here: each kind of wrong page is refused.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DocFolder } from './doc-folder.js';
import { playPage } from './play-page.js';
import { parsePage } from './read-page.js';

const block = (language: string, text: string, directive = ''): string =>
  `${directive === '' ? '' : `<!-- ${directive} -->\n`}\`\`\`${language}\n${text}\n\`\`\`\n\n`;
const runs = (script: string, exit = ''): string => block('sh', script, `run${exit}`);
const prints = (text: string): string => block('text', text, 'output');

const play = (text: string, run = true): Promise<DocFolder> =>
  playPage(parsePage('a.md', `# A\n\n${text}`), run);

/** The page fails, and is told what and where. */
async function refuses(text: string, why: string | RegExp, run = true): Promise<void> {
  let message: string | undefined;
  try {
    await play(text, run);
  } catch (error) {
    message = error instanceof Error ? error.message : String(error);
  }
  assert.type(message, 'string', `nothing was refused in\n${text}`);
  assert.match(message ?? '', why);
}

test('a command that ends otherwise than the page says is refused', async () => {
  await play(runs('exit 0') + runs('exit 3', ': exit 3'));
  await refuses(runs('exit 3'), 'a.md:4 ended with 3');
  await refuses(runs('false\ntrue'), 'a.md:4 ended with 1');
  await refuses(runs('exit 0', ': exit 3'), 'a.md:4 ended with 0');
  await refuses(runs('exit 4', ': exit 3'), 'a.md:4 ended with 4');
  await refuses(runs('echo "$nowhere"'), /ended with [12]/);
});

test('a line that was not printed, or not in this order, or not so often, is refused', async () => {
  const three = runs('echo one; echo two >&2; echo three');
  for (const shown of ['one\ntwo\nthree', 'one\nthree', 'two', 'one\n…\n\nthree'])
    await play(three + prints(shown));
  for (const shown of ['four', 'one\nfour', 'two\none', 'one\none', 'three\ntwo'])
    await refuses(three + prints(shown), 'a.md:9: no line');
});

test('a line is a whole line, in which … is any text and all else is meant as it is written', async () => {
  const printed = runs(`echo 'done (3 of 4) in 1.5 s'; echo 'a    b'; echo '12:34 ran'`);
  for (const shown of ['done (3 of 4) in …', '…in 1.5 s', 'done … 4) … s', 'a b', 'a      b', 'ran', '  ran'])
    await play(printed + prints(shown));
  for (const shown of ['done', 'in 1.5 s', 'done (3 of 4) in 1x5 s', 'done.*', '… in 2…', 'ab', 'r…m'])
    await refuses(printed + prints(shown), 'no line');
});

test('what is printed is that of the last command, which was run', async () => {
  await play(runs('echo one') + prints('one') + block('yaml', 'seed: 3') + prints('one'));
  await refuses(runs('echo one') + runs('echo two') + prints('one'), 'a.md:14: no line "one"');
  await refuses(prints('one'), 'nothing was run above it');
  await refuses(runs('echo one') + block('sh', 'echo one') + prints('one'), 'nothing was run above it');
});

const workflow = (k: string): string =>
  [
    'skysort: 1',
    'name: a',
    `params: { k: ${k} }`,
    'steps:',
    '  features: { uses: table-vectors, inputs: { table: { path: stars.csv } }, with: { except: [name] } }',
    "  clusters: { uses: kmeans, inputs: { vectors: features.vectors }, sweep: { k: '${k}' } }",
  ].join('\n');

test('a workflow, a part of one, and parameters of a step are refused when they are not valid', async () => {
  const fixture = '<!-- fixture: stars.csv -->\n\n';
  const step = (kind: string): string =>
    `steps:\n  more: { uses: ${kind}, inputs: { vectors: latents.latents } }`;
  await play(fixture + block('yaml', workflow('[2]')) + block('yaml', step('tsne')), false);
  await play(block('yaml', 'perplexity: 5', 'with: tsne') + block('yaml', 'no: workflow', 'shows'), false);
  await play(block('yaml', step('tsne').replace('steps:\n', ''), 'append: a.yaml'), false);
  for (const run of [true, false]) {
    await refuses(fixture + block('yaml', workflow('[two]')), 'a.md:5 is no valid workflow', run);
    await refuses(block('yaml', workflow('[2]')), 'a.md:3 is no valid workflow', run);
    await refuses(block('yaml', step('t-sne')), 'a.md:3 is no valid workflow', run);
    await refuses(block('yaml', 'perplexities: 5', 'with: tsne'), 'a.md:4 is no valid workflow', run);
    await refuses(block('yaml', '  more:\n    uses: t-sne', 'append: a.yaml'), 'is no valid workflow', run);
  }
});

test('a page that is only checked runs nothing, but its commands and usages are looked at', async () => {
  const written = await play(runs('touch made\nexit 3') + prints('nothing'), false);
  assert.is(written.read('made'), undefined);
  assert.is((await play(runs('touch made'))).read('made'), '');
  for (const run of [true, false]) {
    await refuses(block('sh', 'skysort fly'), 'a.md:3 has a command that is none', run);
    await refuses(runs('skysort fly || true'), 'a.md:4 has a command that is none', run);
    await refuses(block('text', 'skysort diff RUN'), 'a.md:3 shows a usage that is none', run);
  }
});

test('files of the page and its data are there for its commands', async () => {
  const page =
    '<!-- fixture: stars.csv invert.mjs -->\n\n' +
    block('text', 'first', 'file: in/a.txt') +
    block('text', 'second', 'append: in/a.txt') +
    runs(
      'cat in/a.txt\nhead -n 1 stars.csv\ngrep -c uses invert.mjs || true\nls node_modules/skysort/package.json',
    ) +
    prints('first\nsecond\nname,magnitude,colour\n…\nnode_modules/skysort/package.json');
  const folder = await play(page);
  assert.is(folder.read('in/a.txt'), 'first\nsecond\n');
  assert.match(folder.read('invert.mjs') ?? '', "from 'skysort'");
  assert.is(folder.read('stars.csv')?.split('\n').length, 32);
  const program = block('js', "import { openRun } from 'skysort';", 'file: a.mjs');
  await play(program + runs('ls node_modules/skysort/package.json'));
  await refuses('<!-- fixture: nowhere.mjs -->\n', 'no page writes nowhere.mjs');
});

test("skysort is found, and runs are small by the page's params, but for those that the command sets", async () => {
  const page =
    '<!-- fixture: stars.csv -->\n<!-- small: k=[3,4] other=1 -->\n\n' +
    block('yaml', workflow('[2]'), 'file: a.yaml') +
    runs('skysort plan a.yaml', ': exit 3') +
    prints('stale clusters@k=3…\nstale clusters@k=4…') +
    runs("npx skysort plan a.yaml --set 'k=[5]'", ': exit 3') +
    prints('stale clusters@k=5…');
  await play(page);
  await refuses(page + prints('stale clusters@k=3…'), 'no line');
});

test.run();
