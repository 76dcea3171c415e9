import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { commandFaults, mentionFault, synopsisFaults } from './check-commands.js';
import type { OwnFile } from './check-names.js';
import { packedNameFaults } from './check-npm.js';

const workflow = `skysort: 1
name: a
params: { data: a.csv, k: [2], net: { epochs: 3 } }
steps:
  features: { uses: table-vectors, inputs: { table: { path: '\${data}' } } }
  clusters: { uses: kmeans, inputs: { vectors: features.vectors }, sweep: { k: '\${k}' } }
`;
const own: OwnFile = (name) => (name === 'a.yaml' ? workflow : undefined);

/** One fault, which says so. */
async function refuses(script: string, why: string): Promise<void> {
  const faults = await commandFaults(`${script}\n`, own);
  assert.is(faults.length, 1, `${script}: ${faults.join('\n')}`);
  assert.match(faults[0] ?? '', why);
}

async function takes(script: string): Promise<void> {
  assert.equal(await commandFaults(`${script}\n`, own), []);
}

test('a command whose list or pattern a shell would take for names of files is refused, unless it is quoted', async () => {
  for (const bare of [
    'skysort run a.yaml --set k=[3,4]',
    'npx skysort run galaxies.yaml --set data=my/*.tar',
  ]) {
    await refuses(bare, 'wants quotes');
    await takes(`${bare.replace(/\S+=\S+/, "'$&'")}    # [as] it is?`);
  }
});

test('a command that there is not, and an option that it does not know, are refused', async () => {
  await refuses('skysort fly', 'there is no command');
  await refuses('skysort run a.yaml --speed 3', 'unknown option');
  await takes('skysort run a.yaml --jobs 3 && npm test');
});

test('a param that the named workflow has not, and a value that it cannot have, are refused', async () => {
  await refuses('skysort run a.yaml --set kk=3', 'kk');
  await refuses('skysort why a.yaml clusters --set net.epoch=3', 'epoch');
  await refuses("skysort validate a.yaml --set 'k=[two]'", 'two');
  await refuses('skysort run demo.yaml --set epoch=3', 'epoch');
  await refuses('skysort run a.yaml --set kk=…', 'no param kk');
  await takes("skysort run a.yaml --set 'k=[2,3]' --set net.epochs=4 --set data=b.csv");
  await takes('skysort run workflows/demo.yaml --set epochs=… && skysort run demo.yaml --set epochs=3');
});

test('a workflow, step, template or kind that is named and not there is refused', async () => {
  await refuses('skysort run demos.yaml', 'has demos.yaml');
  await refuses('skysort kinds invert --workflow b.yaml', 'has b.yaml');
  for (const option of ['run a.yaml --target', 'plan a.yaml --force', 'verify a.yaml --step', 'why a.yaml'])
    await refuses(`skysort ${option} cluster`, 'has no step cluster');
  await refuses('skysort init --template galaxy', 'no template galaxy');
  await refuses('skysort kinds k-means', 'no kind k-means');
  await takes('skysort run a.yaml --target clusters@k=2 && skysort why a.yaml clusters && skysort verify a');
  await takes('skysort init --template galaxies && skysort init new.yaml && skysort kinds kmeans');
});

test('a page that only appends to a template goes on from it', async () => {
  const appends: OwnFile = () =>
    '\n  more:\n    uses: table-vectors\n    inputs: { table: { path: a.csv } }\n';
  assert.equal(await commandFaults('skysort run galaxies.yaml --target more --set k=[3]', appends), [
    'skysort run galaxies.yaml --target more --set k=[3]: a word with *, ? or brackets wants quotes',
  ]);
  assert.equal(await commandFaults("skysort run galaxies.yaml --target more --set 'k=[3]'", appends), []);
  assert.is((await commandFaults('skysort run galaxies.yaml --target most', appends)).length, 1);
});

test('a command of npm names scripts and packages of package.json, the packed file by its version, and known options', async () => {
  const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  const packed = `skysort-${version}.tgz`;
  await takes(
    `npm install && npm pack && npm install --global ./${packed} && npm install /path/to/${packed}`,
  );
  await takes('npm start && npm run bench -- --any thing && npm run --silent check');
  await takes('npm install tsne-js fitsjs');
  await refuses(`npm install --globl ./${packed}`, '--globl');
  await refuses('npm install --global ./skysort-9.9.9.tgz', `npm pack writes ${packed}`);
  await refuses(`npm install --global ./skysor-${version}.tgz`, `npm pack writes ${packed}`);
  await refuses('npm install tsne-jss', 'no package tsne-jss');
  await refuses('npm run benches', 'no script benches');
  await refuses('npm bench', 'npm bench');
  await refuses('npm run bench tsne', 'is given tsne');
  assert.equal(packedNameFaults(`writes ${packed}`), []);
  assert.is(packedNameFaults('writes skysort-9.9.9.tgz').length, 1);
});

test('a command in a sentence may leave words out, but has no wrong ones', async () => {
  for (const right of [
    'run --set',
    'kinds [KIND]',
    'diff RUN RUN',
    'COMMAND --help',
    'apply RUN FILES…',
    'gc',
  ])
    assert.is(await mentionFault(`skysort ${right}`, own), undefined, right);
  for (const wrong of ['runs FILE', 'run --sets', 'kinds [KINDS]', 'pin RUN RUN', 'run a.yaml --set kk=…'])
    assert.type(await mentionFault(`skysort ${wrong}`, own), 'string', wrong);
  assert.is(await mentionFault('npm start', own), undefined);
  assert.type(await mentionFault('npm strat', own), 'string');
});

test('a line that shows how a command is used is its own usage', async () => {
  assert.equal(await synopsisFaults('skysort diff RUN RUN [--json]\n\nskysort run demo.yaml\n'), []);
  for (const wrong of ['diff RUN RUN [--jsn]', 'diff RUN', 'dif RUN RUN [--json]'])
    assert.is((await synopsisFaults(`skysort ${wrong}\n`)).length, 1, wrong);
});

test.run();
