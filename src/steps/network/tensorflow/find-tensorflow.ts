import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageName = '@tensorflow/tfjs-node';

// This runs from `dist/src/steps/network/tensorflow/`.
const packageFolder = fileURLToPath(new URL('../../../../../', import.meta.url));

/** How a person gets it, from any working folder, in a clone as in an installed package. */
export const installCommand = `node "${join(packageFolder, 'scripts', 'tensorflow-install.mjs')}"`;

const ownHome = join(packageFolder, '.tensorflow');

/** Where TensorFlow lies and what it says it is, without loading it. */
export interface FoundTensorflow {
  /** The folder of @tensorflow/tfjs-node. */
  readonly folder: string;
  readonly tfjsNode: string;
  /** Of libtensorflow; begins with `unknown` where its files do not tell. */
  readonly tensorflow: string;
}

/** In `.tensorflow/` of skysort's own folder, or else the package that the user installed beside skysort; undefined when in neither. */
export function findTensorflow(home = ownHome): FoundTensorflow | undefined {
  const manifest = manifestFrom(join(home, 'package.json')) ?? manifestFrom(import.meta.url);
  if (manifest === undefined) return undefined;
  const folder = dirname(manifest);
  const tfjsNode = fieldOf(manifest, 'version');
  const tensorflow = fieldOf(join(home, 'installed.json'), 'tensorflow');
  const isOurs = existsSync(home) && folder.startsWith(join(realpathSync(home), 'node_modules'));
  return {
    folder,
    tfjsNode: tfjsNode ?? 'unknown',
    tensorflow: (isOurs ? tensorflow : undefined) ?? libraryVersion(join(folder, 'deps', 'lib')),
  };
}

function manifestFrom(place: string): string | undefined {
  try {
    return createRequire(place).resolve(`${packageName}/package.json`);
  } catch {
    return undefined;
  }
}

function fieldOf(path: string, field: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const value = (JSON.parse(readFileSync(path, 'utf8')) as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}

/** The version in the name of the shared library, `libtensorflow.so.2.9.1`; where it has none, how many bytes it has. */
function libraryVersion(folder: string): string {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const versions = names.map((name) => /^libtensorflow\.(?:so\.)?(\d+\.\d+\.\d+)/.exec(name)?.[1]);
  const version = versions.find((one) => one !== undefined);
  if (version !== undefined) return version;
  const library = names.find((name) => /^(?:lib)?tensorflow/.test(name));
  return library === undefined ? 'unknown' : `unknown, ${statSync(join(folder, library)).size} bytes`;
}
