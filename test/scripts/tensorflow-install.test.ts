import { chmodSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Programs that stand in for those on the path, each a few lines of JavaScript. */
type Programs = Readonly<Record<string, string>>;

/** An npm that leaves a package whose own way of installing fails as it does without a network. */
const npm = `
const { mkdirSync, writeFileSync } = require('node:fs');
const home = 'node_modules/@tensorflow/tfjs-node';
mkdirSync(home + '/scripts', { recursive: true });
writeFileSync(home + '/package.json', '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
writeFileSync(home + '/scripts/install.js', 'throw new Error("getaddrinfo ENOTFOUND storage.googleapis.com")');
`;

/** A package that holds the command alone, and what the command printed there. */
async function install(programs: Programs, prepare: (folder: string) => void = () => undefined) {
  const [folder, path] = [join(temporaryFolder(), 'skysort'), temporaryFolder()];
  mkdirSync(folder);
  cpSync(join(repositoryRoot, 'scripts'), join(folder, 'scripts'), { recursive: true });
  for (const [name, code] of Object.entries(programs)) {
    writeFileSync(join(path, name), `#!${process.execPath}\n${code}`);
    chmodSync(join(path, name), 0o755);
  }
  prepare(folder);
  const script = join(folder, 'scripts', 'tensorflow-install.mjs');
  const env = { PATH: path };
  const { exitCode, stderr } = await execa(process.execPath, [script], {
    env,
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stderr, left: readdirSync(folder).sort() };
}

const isLinux = process.platform === 'linux' && process.arch === 'x64';

test('without the programs that it needs, the installation names them all and leaves nothing behind', async () => {
  const { exitCode, stderr, left } = await install({ npm });
  assert.is(exitCode, 1);
  assert.match(stderr, 'getaddrinfo ENOTFOUND storage.googleapis.com');
  assert.match(
    stderr,
    isLinux
      ? 'python3 with pip and g++ missing; on Debian: apt-get install python3-pip g++, then run this again'
      : 'made for linux-x64',
  );
  assert.equal(left, ['scripts']);
});

test('without npm, or when it fails, the installation ends with what it said', async () => {
  const none = await install({});
  assert.equal([none.exitCode, none.left], [1, ['scripts']]);
  assert.match(none.stderr, 'npm is not installed');
  const refused = await install({ npm: 'console.error("npm error 403 Forbidden"); process.exit(1)' });
  assert.match(refused.stderr, 'npm install ended with code 1: npm error 403 Forbidden');
});

/** A tfjs-node that answers the smoke test without computing anything. */
const works = `
const answers = [[7, 10, 15, 22], [9, 12, 9, 12, 16, 12, 9, 12, 9]];
const tensor = () => ({ dataSync: () => answers.shift() });
Object.assign(exports, {
  tensor2d: tensor, ones: tensor, matMul: tensor, grad: () => tensor, getBackend: () => 'tensorflow',
  version: { 'tfjs-node': '4.22.0' }, backend: () => ({ binding: { TF_Version: '2.16.2' } }),
});
`;

const lay = (code: string) => (folder: string) => {
  const home = join(folder, '.tensorflow', 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'index.js'), code);
};

test('what is there and works is left alone; what does not work is installed again', async () => {
  const there = await install({}, lay(works));
  assert.equal([there.exitCode, there.left], [0, ['.tensorflow', 'scripts']]);
  assert.match(there.stderr, /TensorFlow 2\.16\.2 .*works: nothing to do/);
  const wrong = await install({}, lay(works.replace('22]', '23]')));
  assert.is(wrong.exitCode, 1);
  assert.match(
    wrong.stderr,
    /a product of matrices gives 7, 10, 15, 23, expected 7, 10, 15, 22.*installing again/,
  );
});

test.run();
