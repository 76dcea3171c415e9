// docs/from-the-notebook.md says where the report of workflows/galaxies.yaml has what the notebook shows: it is there.
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';
import { DocFolder } from './doc-folder.js';
import { readPage } from './read-page.js';

const { text } = readPage('docs/from-the-notebook.md');
const folder = new DocFolder();
folder.makeFixture('my-survey');
const rig = new Rig(folder.folder);
const small = ['dense_epochs=1', 'cnn_epochs=1', 'perplexity=5', 'data=my-survey/*.tar'];
await rig.run(join(repositoryRoot, 'workflows/galaxies.yaml'), ...small.flatMap((one) => ['--set', one]));
const report = rig.read('runs/galaxies/latest/report/index.html');

/** The rows of the table below a heading, each as its cells. */
function tableBelow(heading: string): string[][] {
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

test('the steps that stand for cells are steps of the workflow, of the kinds that are named', () => {
  const instances = rig.manifest('galaxies').instances;
  const ids = new Set(instances.flatMap(({ id, step }) => [id as string, step]));
  const kinds = new Set(instances.map(({ kind }) => kind));
  const rows = tableBelow('Cell by cell');
  assert.ok(rows.length > 20);
  for (const [cell = '', step = ''] of rows) {
    for (const name of codes(step)) assert.ok(ids.has(name) || kinds.has(name), `${cell}: ${name}`);
    if (step !== 'none' && step !== 'the same') assert.ok(codes(step).length > 0, cell);
  }
});

test('each figure is in the run folder, and in the report by its name', () => {
  const rows = tableBelow('Figures');
  assert.is(rows.length, 10);
  for (const [what = '', place = ''] of rows) {
    const [file = ''] = codes(place);
    assert.ok(rig.has(`runs/galaxies/latest/outputs/${file}`), `${what}: ${file}`);
    assert.ok(report.includes(`outputs/${file}`), `${what}: the report does not show ${file}`);
  }
});

test('the sections of the report that are named are there', () => {
  const headings = [...report.matchAll(/<h2[^>]*>([^]*?)<\/h2>/g)].map(([, heading = '']) =>
    heading.replace(/<[^>]+>/g, '').trim(),
  );
  const named = new Set([...text.matchAll(/\*(?!\*)([A-Z][\w ]+)\*(?!\*)/g)].map(([, name = '']) => name));
  named.delete('Sorting Mock Galaxy Observations');
  assert.ok(named.size >= 5, [...named].join());
  for (const name of named) assert.ok(headings.includes(name), `${name} is not among ${headings.join(', ')}`);
});

/** What the report shows of a network: the cells of its table of layers, those of the foot by their heads, and its line of facts. */
function shownNetwork(id: string): {
  readonly layers: readonly { readonly type: string; readonly output: string; readonly nParams: string }[];
  readonly foot: Readonly<Record<string, string>>;
  readonly facts: string;
} {
  const cards = [...report.matchAll(/<article class="network">[^]*?<\/article>/g)].map(([card]) => card);
  const card = cards.find((one) => plain(/<h3[^>]*>([^]*?)<\/h3>/.exec(one)?.[1] ?? '') === id) ?? '';
  assert.is.not(card, '', `the report shows no network ${id}`);
  const rowsOf = (part: string): string[][] => {
    const inner = new RegExp(`<${part}>([^]*?)</${part}>`).exec(card)?.[1] ?? '';
    return [...inner.matchAll(/<tr[^>]*>([^]*?)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<t[dh][^>]*>([^]*?)<\/t[dh]>/g)].map(([, cell = '']) => plain(cell)),
    );
  };
  return {
    layers: rowsOf('tbody').map(([, type = '', output = '', nParams = '']) => ({ type, output, nParams })),
    foot: Object.fromEntries(rowsOf('tfoot').map(([head = '', count = '']) => [head, count])),
    facts: plain(/<p class="facts">([^]*?)<\/p>/.exec(card)?.[1] ?? ''),
  };
}

const plain = (markup: string): string =>
  markup
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/** The numbers in what the page says of the notebook in the one row that begins so. */
function numbersOf(start: string): string[] {
  const rows = tableBelow('Numbers').filter(([what = '']) => what.startsWith(start));
  assert.is(rows.length, 1, start);
  return rows[0]?.[0]?.replace(/\d+ x [\dx ]+/g, '').match(/\d{1,3}(?:,\d{3})+|\d+/g) ?? [];
}

test("the layers of both networks have the notebook's counts of parameters, cell by cell", () => {
  const dense = shownNetwork('dense-autoencoder');
  const ofDense = numbersOf('the dense network');
  assert.is(ofDense.length, 7);
  assert.equal(
    dense.layers.map(({ nParams }) => nParams).filter((count) => count !== '0'),
    ofDense,
  );
  const ofEncoder = numbersOf('the encoder');
  assert.is(ofEncoder.length, 4);
  const cnn = shownNetwork('autoencoder').layers.map(({ nParams }) => nParams);
  assert.equal(cnn.filter((count) => count !== '0').slice(0, 4), ofEncoder);
});

test("the sums and the latents of both networks are the notebook's", () => {
  const { foot, facts, layers } = shownNetwork('dense-autoencoder');
  const [all = '', trainable = '', rest = ''] = numbersOf('69,359,232 parameters');
  assert.equal(foot, { total: all, 'not trainable': rest });
  const [nLatents = ''] = numbersOf('128 latents');
  assert.ok(facts.startsWith(`${all} parameters, ${trainable} trainable`), facts);
  assert.match(facts, new RegExp(`→ latents ${nLatents}( |$)`));
  assert.ok(layers.some(({ output }) => output === nLatents));
  const cnn = shownNetwork('autoencoder');
  const [encoder = '', trained = '', notTrained = ''] = numbersOf('1,628 parameters of the encoder');
  assert.match(cnn.facts, `encoder ${encoder}, ${trained} trainable `);
  assert.match(cnn.facts, /→ latents 16 (x|×) 16 (x|×) 4( |$)/);
  assert.is(cnn.foot['not trainable'], notTrained);
});

test.run();
