// The package as `npm pack` makes it, unpacked into an empty folder, beside the packages that it declares to need and no others.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { docPages, linksOf } from './read-page.js';

const folder = temporaryFolder();
const modules = join(folder, 'node_modules');
const installed = join(modules, 'skysort');
install();

/** As `npm install ./skysort-….tgz` would, without the registry; what runs before packing has been run already. */
function install(): void {
  const packing = temporaryFolder();
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', packing], {
    cwd: repositoryRoot,
  });
  const [tarball = ''] = readdirSync(packing);
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', join(packing, tarball), '-C', installed, '--strip-components', '1']);
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(repositoryRoot, 'node_modules', name), join(modules, name));
  }
}

/** @returns Standard output. */
function skysort(...args: readonly string[]): string {
  const main = join(installed, 'dist/src/cli/main.js');
  return execFileSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('what the README and the docs link to is in the package', () => {
  for (const { target, from } of docPages().flatMap(linksOf)) {
    const path = target.split('#')[0] ?? '';
    const file = path === '' ? from : normalize(join(dirname(from), path));
    assert.ok(existsSync(join(installed, file)), `${from}: ${target} is not in the package`);
  }
});

test('it holds no test, no source of kernels, no source map', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  assert.equal(
    files.filter((file) => /(^|\/)test\/|\.map$|\.tsx?$/.test(file) && !file.endsWith('.d.ts')),
    [],
  );
});

test('each template is written with a schema that the editor finds, and is valid as far as files are there', () => {
  const templates = readdirSync(join(installed, 'workflows')).filter((name) => name.endsWith('.yaml'));
  for (const file of templates) {
    assert.is(skysort('init', '--template', file.slice(0, -5)), `${file}\n`);
    const schema = /\$schema=(\S+)/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? '';
    assert.ok(existsSync(schema), `${file}: ${schema}`);
  }
  for (const file of ['demo.yaml', 'own-layers.yaml', 'command-sweep.yaml'])
    assert.match(skysort('validate', file), /is valid/);
});

test('it makes the report of a small survey, lists its kinds, and finds itself well', () => {
  const small = ['galaxies=11', 'epochs=1', 'k=[3]'].flatMap((one) => ['--set', one]);
  const report = skysort('run', '--plain', 'demo.yaml', ...small).trim();
  assert.match(readFileSync(join(folder, report), 'utf8'), /<h2[^>]*>The map/);
  assert.match(skysort('kinds'), /^train-autoencoder /m);
  assert.match(skysort('doctor'), /all is well/);
});

test.run();
