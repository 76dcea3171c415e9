import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../src/core/json.js';
import { eventually, Rig } from '../support/rig.js';
import { goingOn } from '../view/served-run.js';
import { oddRig } from './run-with-crate.js';

interface Crate {
  readonly '@context': unknown;
  readonly '@graph': (JsonObject & { '@id': string })[];
}

const crateOf = (folder: string): Crate =>
  JSON.parse(readFileSync(join(folder, 'ro-crate-metadata.json'), 'utf8')) as Crate;

/** Every identifier that an entity points to. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '@id') return [(value as { '@id': string })['@id']];
  return Object.values(value).flatMap(references);
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

async function ran(): Promise<{ rig: Rig; folder: string; crate: Crate; of: (id: string) => JsonObject }> {
  const rig = oddRig();
  const { code } = await rig.skysort('run', '--plain', '--keep-going', 'odd.yaml');
  assert.is(code, 1);
  const folder = rig.path('runs/odd/latest');
  const crate = crateOf(folder);
  const of = (id: string): JsonObject => {
    const found = crate['@graph'].filter((entity) => entity['@id'] === id);
    assert.is(found.length, 1, `${id} stands once in the crate`);
    return found[0]!;
  };
  return { rig, folder, crate, of };
}

test('a run leaves RO-Crate metadata whose every entity is there once and is reached from the root', async () => {
  const { crate, of } = await ran();
  assert.is(
    of('ro-crate-metadata.json')['about'] && references(of('ro-crate-metadata.json')['about'])[0],
    './',
  );
  const reached = new Set<string>();
  const reach = (id: string): void => {
    if (reached.has(id)) return;
    reached.add(id);
    if (/^(https?:|ni:)/.test(id) && !crate['@graph'].some((entity) => entity['@id'] === id)) return;
    for (const next of references(Object.values(of(id)))) reach(next);
  };
  reach('ro-crate-metadata.json');
  assert.equal(
    crate['@graph'].map((entity) => entity['@id']).filter((id) => !reached.has(id)),
    [],
  );
});

test('every file of the crate is in the run folder with the bytes and the digest that the metadata say', async () => {
  const { crate, folder } = await ran();
  const files = crate['@graph'].filter(
    (entity) => list(entity['@type']).includes('File') && !entity['@id'].startsWith('ni:'),
  );
  assert.equal(files.map((file) => file['@id']).sort(), [
    'events.ndjson',
    'manifest.json',
    'outputs/all/out.txt',
    'outputs/all/parts/a%20b%23%25.txt',
    'outputs/all/parts/b.csv',
    'outputs/swept@word=_/o.txt',
    'outputs/swept@word=a_b/o.txt',
    'workflow.yaml',
  ]);
  for (const file of files) {
    const path = join(folder, decodeURIComponent(file['@id']));
    assert.ok(existsSync(path), path);
    if (['events.ndjson', 'manifest.json'].includes(file['@id'])) continue;
    assert.is(file['sha256'], sha256(path));
    assert.is(file['contentSize'], String(readFileSync(path).length));
  }
  assert.is(files.find((file) => file['@id'].endsWith('b.csv'))?.['encodingFormat'], 'text/csv');
});

test('the workflow file is the main entity, as it was run, with its params, inputs and steps', async () => {
  const { of, rig, folder } = await ran();
  assert.equal(of('./')['mainEntity'], { '@id': 'workflow.yaml' });
  assert.is(readFileSync(join(folder, 'workflow.yaml'), 'utf8'), rig.read('odd.yaml'));
  const workflow = of('workflow.yaml');
  assert.equal(references(workflow['step']), ['#step/all', '#step/swept', '#step/bad']);
  assert.equal(references(workflow['input']), [
    '#param/data',
    '#param/list',
    '#param/seed',
    '#input/all.files',
    '#input/all.one',
  ]);
  assert.is(of('#param/list/value')['value'], '[1,{"a":null}]');
  const collection = of(references(of('#input/all.files')['workExample'])[0]!);
  const names = references(collection['hasPart']).map((id) => of(id)['name']);
  assert.equal(names, ['f 1.txt', 'f 2.txt', 'f 3.txt']);
  const [one = ''] = references(of('#input/all.one')['workExample']);
  assert.is(of(one)['sha256'], sha256(rig.path('data/éx#?.csv')));
  assert.is(one, `ni:///sha-256;${createHash('sha256').update('x\n').digest('base64url')}`);
});

test('each step that was worked on is an action with its kind, parameters, inputs, results and times', async () => {
  const { of, crate } = await ran();
  const action = of('#action/swept@word=a_b');
  assert.equal(action['instrument'], { '@id': '#kind/command' });
  assert.ok(references(action['object']).includes('outputs/all/out.txt'));
  assert.is(of('#action/swept@word=a_b/with/values')['value'], '{"word":"a b"}');
  assert.equal(action['result'], { '@id': 'outputs/swept@word=a_b/o.txt' });
  assert.match(text(action['startTime']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
  assert.ok(text(action['startTime']) <= text(action['endTime']));
  assert.is(action['actionStatus'], 'http://schema.org/CompletedActionStatus');
  const bad = of('#action/bad');
  assert.is(bad['actionStatus'], 'http://schema.org/FailedActionStatus');
  assert.match(text(bad['error']), 'command-failed');
  assert.match(text(of('#kind/command')['softwareVersion']), /^version \d+ in skysort \d/);
  assert.not.ok(crate['@graph'].some((entity) => entity['@id'].startsWith('#action/after')));
});

test('a result from the cache has no time in this run, and says how it came', async () => {
  const { rig } = await ran();
  await rig.skysort('run', '--plain', '--keep-going', 'odd.yaml');
  const again = crateOf(rig.path('runs/odd/latest'))['@graph'];
  const action = again.find((entity) => entity['@id'] === '#action/all')!;
  assert.is(action['startTime'], undefined);
  assert.match(text(action['description']), 'came from the cache');
});

test('the metadata name no folder of the machine, and two runs in two folders differ in what was of the moment only', async () => {
  const texts = [await ran(), await ran()].map(({ rig, crate }) => {
    const told = JSON.stringify(crate, null, 1);
    assert.not.ok(told.includes(rig.folder));
    return told
      .replace(/\d{8}T\d{6}Z-[0-9a-f]+/g, 'RUN')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+\+00:00/g, 'TIME')
      .replace(/for [\d.e-]+ seconds/g, 'for SOME seconds');
  });
  assert.is(texts[0], texts[1]);
});

test('a run that was stopped says so as its error, and one that failed that a step did', async () => {
  const errorOf = (folder: string): unknown =>
    crateOf(folder)['@graph'].find((entity) => entity['@id'] === '#run')?.['error'];
  assert.is(errorOf((await ran()).folder), 'A step failed.');
  const rig = new Rig();
  rig.write('long.yaml', goingOn(rig.path('never')));
  const run = rig.start('run', '--plain', 'long.yaml');
  await eventually('the slow step goes on', () =>
    rig.list('runs/long').some((name) => {
      const events = `runs/long/${name}/events.ndjson`;
      return rig.has(events) && rig.read(events).includes('"ran"');
    }),
  );
  run.process.kill('SIGINT');
  assert.is((await run.ended).code, 130);
  assert.is(rig.manifest('long').state, 'cancelled');
  assert.is(errorOf(rig.path('runs/long/latest')), 'It was stopped.');
});

test('an exported run is a crate too', async () => {
  const { rig, crate } = await ran();
  const { code } = await rig.skysort('export', 'odd', 'copy');
  assert.is(code, 0);
  assert.equal(crateOf(rig.path('copy')), crate);
  for (const { '@id': id } of crate['@graph']) {
    if (/^(#|https?:|ni:|\.\/$)/.test(id)) continue;
    assert.ok(existsSync(rig.path('copy', decodeURIComponent(id))), id);
  }
});

test.run();
