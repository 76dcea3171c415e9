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

test('the numbers of both networks are in the report', () => {
  const rows = tableBelow('Numbers').filter(([, place = '']) => /The networks|there/.test(place));
  const numbers = rows.flatMap(([what = '']) => what.match(/\d{1,3}(?:,\d{3})+|\b\d{3}\b/g) ?? []);
  const shown = report.replace(/<[^>]+>/g, ' ');
  // What is not a count of parameters depends on how many images there are, or is given as a shape; 1,620 as a difference.
  const counts = numbers.filter(
    (number) => !['3,940', '3,152', '788', '1,024', '16,384', '1,620', '69,358,976'].includes(number),
  );
  assert.ok(
    counts.includes('69,359,232') && counts.includes('1,628') && counts.length > 10,
    counts.join(' '),
  );
  for (const number of [...counts, '69,358,976'])
    assert.ok(
      new RegExp(`(^|[^\\d,])${number}([^\\d,]|$)`, 'm').test(shown),
      `${number} is not in the report`,
    );
});

test.run();
