// Commands of npm in the docs: what they name is in package.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.js';

type Names = Record<string, unknown>;

const { version, scripts, dependencies, devDependencies, peerDependencies } = JSON.parse(
  readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
) as {
  version: string;
  scripts: Names;
  dependencies: Names;
  devDependencies: Names;
  peerDependencies: Names;
};
const packages = { ...dependencies, ...devDependencies, ...peerDependencies };

/** The options that the docs use; npm itself takes a misspelt one without a word. */
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  install: ['--global'],
  run: ['--silent'],
  pack: [],
  link: [],
  start: [],
  test: [],
};

/** @param words What follows `npm`. @returns What is wrong; undefined when nothing is. */
export function npmFault([name = '', ...words]: readonly string[]): string | undefined {
  const known = optionsOf[name];
  if (known === undefined) return `no test knows npm ${name}`;
  const rest = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  const unknown = rest.find((word) => word.startsWith('-') && !known.includes(word));
  if (unknown !== undefined) return `no test knows npm ${name} ${unknown}`;
  const args = rest.filter((word) => !word.startsWith('-'));
  if (name === 'install') return args.map(packageFault).find((fault) => fault !== undefined);
  const [script = '', ...more] = name === 'run' ? args : [name, ...args];
  if (name !== 'pack' && name !== 'link' && !(script in scripts))
    return `package.json has no script ${script}`;
  return more.length > 0 ? `npm ${name} is given ${more.join(' ')}` : undefined;
}

/** Ours, by the name that `npm pack` gives it, or one that package.json names. */
function packageFault(name: string): string | undefined {
  if (!name.endsWith('.tgz')) return name in packages ? undefined : `package.json names no package ${name}`;
  const [, file] = /^(?:\.|\/[\w/-]+)\/([^/]+)$/.exec(name) ?? [];
  const packed = `skysort-${version}.tgz`;
  return file === packed ? undefined : `npm pack writes ${packed}, not ${name}`;
}

/** What is wrong with a name of the packed file anywhere in a text. */
export function packedNameFaults(text: string): string[] {
  const names = [...text.matchAll(/skysort-\d[\w.-]*\.tgz/g)].map(([name]) => name);
  return names.map((name) => packageFault(`./${name}`)).filter((fault) => fault !== undefined);
}
