import { existsSync, rmSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Execution } from '../../src/report/execution.js';
import { eventually, Rig } from '../support/rig.js';

const workflow = (last: string): string => `
skysort: 1
name: told
steps:
  zeta:
    uses: command
    description: first in the file, last by name
    outputs: { out: numbers.csv }
    with: { command: [sh, -c, 'printf "index,x\\n0,1\\n" > "$0"', "{outputs.out}"] }
  alpha:
    uses: command
    inputs: { z: zeta.out, a: zeta.out }
    outputs: { parts: { folder: parts } }
    with: { command: [sh, -c, 'echo a > "$0/a.txt"; echo b > "$0/b.txt"', "{outputs.parts}"] }
  beta:
    uses: command
    inputs: { z: zeta.out }
    outputs: { out: out.txt }
    sweep: { k: [10, 9] }
    with: { command: [sh, -c, 'echo "$1" > "$0"', "{outputs.out}", "{values.k}"], values: {} }
${last}`;

const reporting = workflow('  report: { uses: report, with: { title: "All of it" } }\n');

async function ranRig(text = reporting): Promise<Rig> {
  const rig = new Rig();
  rig.write('told.yaml', text);
  await rig.run('told.yaml');
  return rig;
}

const page = 'runs/told/latest/report/index.html';

function executionIn(html: string): Execution {
  const [, json] = /<script type="application\/json" id="execution">(.*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(json ?? '') as Execution;
}

test('the report that is made anew is that of the run, byte by byte', async () => {
  const rig = await ranRig();
  const before = rig.read(page);
  rig.write(page, 'spoilt');
  const { code, stdout } = await rig.skysort('report', 'told');
  assert.is(code, 0);
  assert.match(stdout, /^runs\/told\/[0-9TZ]+-[0-9a-f]+\/report\/index\.html\n$/);
  assert.is(rig.read(page), before);
  assert.match(before, 'All of it');
});

test('what the steps warn of is in the report, also when they come from the cache and when it is made anew', async () => {
  const rig = new Rig();
  rig.write('x.csv', 'x\n' + '5\n'.repeat(12));
  rig.write(
    'told.yaml',
    `skysort: 1
name: told
steps:
  vectors: { uses: table-vectors, inputs: { table: { path: x.csv } }, with: { columns: [x] } }
  clusters: { uses: kmeans, inputs: { vectors: vectors.vectors }, with: { k: 3 } }
  report: { uses: report }
`,
  );
  await rig.run('told.yaml');
  const first = rig.read(page);
  const warned = executionIn(first).warnings.filter(({ id }) => id === 'clusters');
  assert.is(warned.length, 1, JSON.stringify(executionIn(first).warnings));
  assert.match(warned[0]?.text ?? '', 'of 3 clusters hold no');
  await rig.skysort('report', 'told');
  assert.is(rig.read(page), first);
  await rig.run('told.yaml');
  assert.equal(executionIn(rig.read(page)).warnings, executionIn(first).warnings);
});

test('a workflow without a report step has one made', async () => {
  const rig = await ranRig(workflow(''));
  assert.not.ok(rig.has(page));
  assert.is((await rig.skysort('report', 'told')).code, 0);
  assert.match(rig.read(page), 'first in the file');
});

test('--out writes it elsewhere, and leaves that of the run alone', async () => {
  const rig = await ranRig();
  const before = rig.read(page);
  rig.write(page, 'kept');
  const { code, stdout } = await rig.skysort('report', 'told', '--out', 'deep/down/mine.html');
  assert.is(code, 0);
  assert.is(stdout, 'deep/down/mine.html\n');
  assert.is(rig.read('deep/down/mine.html'), before);
  assert.is(rig.read(page), 'kept');
  const folder = await rig.skysort('report', 'told', '--out', 'deep');
  assert.is(folder.code, 2);
  assert.match(folder.stderr, /--out deep, which is a folder/);
});

test('a run of which outputs are gone, or are not what they were, is told of, and its report stays', async () => {
  for (const harm of ['damage', 'remove'] as const) {
    const rig = await ranRig();
    const before = rig.read(page);
    const { sha256 } = rig.instance('told', 'zeta').outputs['out']!;
    if (harm === 'damage') rig.damageObject(sha256);
    else rmSync(rig.path('runs/.cache/objects', sha256.slice(0, 2), sha256));
    const { code, stderr } = await rig.skysort('report', 'told');
    assert.is(code, 4);
    assert.match(stderr, /outputs\/zeta\/numbers\.csv/);
    assert.is(rig.read(page), before);
  }
});

test('an exported copy, of whose store nothing is left, has its report made anew', async () => {
  const rig = await ranRig();
  await rig.skysort('export', 'told', 'copy');
  const before = rig.read('copy/report/index.html');
  rmSync(rig.path('runs'), { recursive: true });
  rig.write('copy/report/index.html', 'spoilt');
  const { code, stderr } = await rig.skysort('report', 'copy');
  assert.is(code, 0, stderr);
  assert.is(rig.read('copy/report/index.html'), before);
});

test('of a run that failed, what was done is shown; a run that made nothing is told of', async () => {
  const rig = new Rig();
  rig.write(
    'told.yaml',
    workflow(
      "  bad: { uses: command, inputs: { z: zeta.out }, outputs: { out: o.txt }, with: { command: [sh, -c, 'exit 3'] } }\n",
    ),
  );
  await rig.skysort('run', '--plain', '--keep-going', 'told.yaml');
  assert.is((await rig.skysort('report', 'told')).code, 0);
  assert.match(rig.read(page), 'numbers.csv');
  const { state, instances } = executionIn(rig.read(page));
  assert.is(state, 'failed');
  assert.match(instances.find(({ id }) => id === 'bad')?.failure ?? '', 'exit code 3');
  rig.write(
    'none.yaml',
    "skysort: 1\nname: none\nsteps:\n  bad: { uses: command, outputs: { out: o.txt }, with: { command: [sh, -c, 'exit 3'] } }\n",
  );
  await rig.skysort('run', '--plain', 'none.yaml');
  const { code, stderr } = await rig.skysort('report', 'none');
  assert.is(code, 2);
  assert.match(stderr, /which has made nothing/);
  assert.match((await rig.skysort('report', 'other')).stderr, /no run other/);
});

test('of a run that was killed, what it had done is shown, from the store', async () => {
  const rig = new Rig();
  rig.write(
    'told.yaml',
    workflow(
      "  slow: { uses: command, inputs: { z: zeta.out }, outputs: { out: o.txt }, with: { command: [sh, -c, 'echo begun; sleep 60'] } }\n",
    ),
  );
  const run = rig.start('run', '--plain', 'told.yaml');
  const events = (): string => {
    const [run = ''] = rig.list('runs/told');
    return rig.has(`runs/told/${run}/events.ndjson`) ? rig.read(`runs/told/${run}/events.ndjson`) : '';
  };
  await eventually('a step is done', () => events().includes('"id":"zeta","state":"ran"'));
  run.process.kill('SIGKILL');
  await run.ended;
  const { code, stdout, stderr } = await rig.skysort('report', 'told');
  assert.is(code, 0, stderr);
  assert.ok(existsSync(rig.path(stdout.trim())));
  assert.match(rig.read(stdout.trim()), 'numbers.csv');
});

test('the manifest of an older version, which says too little, is told of', async () => {
  const rig = await ranRig();
  const { encodeManifest } = await import('../../src/store/manifest-file.js');
  const manifest = rig.manifest('told');
  const without = (told: object, ...names: readonly string[]) =>
    Object.fromEntries(Object.entries(told).filter(([name]) => !names.includes(name)));
  const instances = manifest.instances.map((instance) => without(instance, 'inputs', 'types'));
  const older = { ...without(manifest, 'digest'), instances } as unknown as typeof manifest;
  rig.write('runs/told/latest/manifest.json', encodeManifest(older));
  const { code, stderr } = await rig.skysort('report', 'told');
  assert.is(code, 2);
  assert.match(stderr, /did not keep what a report needs/);
});

test.run();
