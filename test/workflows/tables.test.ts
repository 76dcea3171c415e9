// A sweep of K over a table of numbers: what a person without images does.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { generator } from '../../src/numerics/generator.js';
import { wordsOf } from '../report/hand-made.js';
import { Rig } from '../support/rig.js';

const stream = generator(0, 'test');
const lines = Array.from({ length: 60 }, (_, i) => {
  const centre = 10 * (i % 3);
  return `galaxy ${i},${centre + stream.normal()},${centre + stream.normal()}`;
});
const csv = ['name,size,colour', ...lines, ''].join('\n');

const rig = new Rig();
rig.write('table.csv', csv);
const settings = ['--set', 'data=table.csv', '--set', 'except=[name]'];

function clusterDigests(of: Rig): Record<string, string> {
  return Object.fromEntries(
    of
      .manifest('tables')
      .instances.filter(({ step }) => step === 'clusters')
      .flatMap(({ id, outputs }) =>
        Object.entries(outputs).map(([name, { sha256 }]) => [`${id}.${name}`, sha256]),
      ),
  );
}

test('the template sorts a table, and each criterion finds its three groups', async () => {
  assert.is((await rig.skysort('init', '--template', 'tables')).code, 0);
  const { stderr } = await rig.run('tables.yaml', ...settings, '--set', 'k=[2,3,5]');
  assert.match(stderr, /K = 3 would be the choice of .*silhouette/);
});

test('the report tells what was read, how it was sorted, and by what clusters differ', () => {
  const words = wordsOf(rig.read('runs/tables/latest/report/index.html'));
  assert.match(words, '60 rows with 3 columns were read from table.csv.');
  assert.match(words, 'The rows were sorted into 2, 3 and 5 clusters. The map places 60 rows');
  assert.not.match(words, /\bimages?\b/);
  assert.match(words, /With K = 3, cluster \d \(20 rows, 33%\) differs most: (size|colour) is/);
});

test('cells of a sweep that are due together go in one job, on one core too', async () => {
  const other = new Rig();
  other.write('table.csv', csv);
  await other.skysort('init', '--template', 'tables');
  await other.run('tables.yaml', ...settings, '--set', 'k=[2,3,5]', '--jobs', '1');
  const steps = other
    .events('tables')
    .filter((event) => 'id' in event && event.id.startsWith('clusters@'))
    .map(({ type }) => type)
    .filter((type) => type === 'step-started' || type === 'step-finished');
  assert.equal(steps, [...Array<string>(3).fill('step-started'), ...Array<string>(3).fill('step-finished')]);
  assert.equal(clusterDigests(other), clusterDigests(rig));
});

test('each K by itself gives the bytes that all together give', async () => {
  const expected = clusterDigests(rig);
  const alone: Record<string, string> = {};
  for (const k of [5, 2, 3]) {
    const other = new Rig();
    other.write('table.csv', csv);
    await other.skysort('init', '--template', 'tables');
    await other.run('tables.yaml', ...settings, '--set', `k=[${k}]`, '--target', 'clusters');
    Object.assign(alone, clusterDigests(other));
  }
  assert.is(Object.keys(expected).length, 12);
  assert.equal(alone, expected);
});

test('a K that cannot be fails alone among those of its job', async () => {
  const ended = await rig.skysort(
    'run',
    '--plain',
    '--keep-going',
    'tables.yaml',
    ...settings,
    '--set',
    'k=[4,99]',
  );
  assert.is(ended.code, 1);
  assert.match(ended.stderr, /clusters@k=99.*\n?.*99 clusters for 60 vectors/);
  assert.ok(rig.idsByState('tables')['ran']?.includes('clusters@k=4'));
  assert.equal(rig.idsByState('tables')['failed'], ['clusters@k=99']);
});

test.run();
