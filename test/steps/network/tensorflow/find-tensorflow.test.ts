import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import util from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findTensorflow } from '../../../../src/steps/network/tensorflow/find-tensorflow.js';
import { loadTensorflow } from '../../../../src/steps/network/tensorflow/load-tensorflow.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

/** A package that says it is tfjs-node, with a library of that version. */
function standIn(version: string): { home: string; folder: string } {
  const home = temporaryFolder();
  const folder = join(home, 'node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(join(folder, 'deps', 'lib'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
  const binding = `{ binding: { TF_Version: '${version}' } }`;
  writeFileSync(join(folder, 'index.js'), `exports.backend = () => (${binding});\n`);
  return { home, folder };
}

test('the version of TensorFlow is the one that was written down when it was installed', () => {
  const { home, folder } = standIn('2.16.2');
  writeFileSync(join(home, 'installed.json'), '{ "tensorflow": "2.16.2" }');
  assert.equal(findTensorflow(home), { folder, tfjsNode: '4.22.0', tensorflow: '2.16.2' });
});

test('without that note it is the one in the name of the library, or the size of that', () => {
  const { home, folder } = standIn('2.9.1');
  assert.is(findTensorflow(home)?.tensorflow, 'unknown');
  writeFileSync(join(folder, 'deps', 'lib', 'libtensorflow_framework.so.2'), 'ELF');
  assert.is(findTensorflow(home)?.tensorflow, 'unknown, 3 bytes');
  assert.ok(loadTensorflow(findTensorflow(home)).ok);
  writeFileSync(join(folder, 'deps', 'lib', 'libtensorflow.so.2.9.1'), '');
  assert.is(findTensorflow(home)?.tensorflow, '2.9.1');
});

test('a library of another version than the one in the key is refused', () => {
  const { home, folder } = standIn('2.17.0');
  assert.ok(loadTensorflow(findTensorflow(home)).ok);
  writeFileSync(join(home, 'installed.json'), '{ "tensorflow": "2.16.2" }');
  const loaded = loadTensorflow(findTensorflow(home));
  assert.ok(!loaded.ok);
  assert.is(loaded.failure.cause, `${folder} holds TensorFlow 2.17.0, not the 2.16.2 installed there`);
});

test('what Node 23 took away is there for a library that still calls it', () => {
  const { home, folder } = standIn('2.16.2');
  Reflect.deleteProperty(util, 'isNullOrUndefined');
  const check = "if (!require('util').isNullOrUndefined(undefined)) throw new Error('no');";
  writeFileSync(
    join(folder, 'index.js'),
    `${check} exports.backend = () => ({ binding: { TF_Version: '2.16.2' } });`,
  );
  assert.ok(loadTensorflow(findTensorflow(home)).ok);
});

test('nowhere there is none, and that is said with how to get it', () => {
  const loaded = loadTensorflow(undefined);
  assert.ok(!loaded.ok);
  assert.equal([loaded.failure.reason, loaded.failure.engine], ['engine-unavailable', 'tensorflow']);
  assert.match(loaded.failure.remedy, /node ".*tensorflow-install\.mjs"/);
});

test.run();
