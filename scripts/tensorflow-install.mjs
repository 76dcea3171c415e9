// Puts TensorFlow (@tensorflow/tfjs-node) into `.tensorflow/` of skysort's own folder, for `engine: tensorflow`. Does nothing when it
// is there and works. First the package's own way, which downloads from storage.googleapis.com; where that fails, libtensorflow out of
// a wheel from Python's registry, with the binding compiled here. Needs nothing but Node to start.
//
//   node scripts/tensorflow-install.mjs        in a clone: npm run tensorflow:install
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { URL, fileURLToPath } from 'node:url';
import { installOwnWay } from './tensorflow/own-way.mjs';
import { Trouble, runProgram, tell } from './tensorflow/run-program.mjs';
import { installFromWheel } from './tensorflow/wheel.mjs';

const tfjsVersion = '4.22.0';
const packageFolder = fileURLToPath(new URL('../', import.meta.url));
const home = join(packageFolder, '.tensorflow');
const smokeTest = fileURLToPath(new URL('./tensorflow/smoke-test.mjs', import.meta.url));

/** The versions found when TensorFlow in `folder` computes rightly. @throws Trouble when it does not. */
async function tried(folder) {
  const { stdout } = await runProgram(process.execPath, [smokeTest, folder], { seconds: 120 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function isThere() {
  if (!existsSync(home)) return false;
  try {
    const { tfjsNode, tensorflow } = await tried(home);
    tell(`TensorFlow ${tensorflow} (tfjs-node ${tfjsNode}) is in ${home} and works: nothing to do`);
    return true;
  } catch (trouble) {
    tell(`what is in ${home} does not work (${trouble.message}): installing again`);
    return false;
  }
}

/** Each way in its turn, until one passes the smoke test. @returns The versions, and which way it was. */
async function installInto(folder) {
  const names = [`@tensorflow/tfjs-node@${tfjsVersion}`, 'node-api-headers@1.9.0'];
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await runProgram('npm', ['install', ...quiet, ...names], { cwd: folder, seconds: 600 });
  const troubles = [];
  for (const [way, install] of [
    ['the package’s own download', installOwnWay],
    ['a wheel from Python’s registry', installFromWheel],
  ]) {
    tell(`trying ${way}`);
    try {
      await install(folder);
      return { way, ...(await tried(folder)) };
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      tell(`  ${trouble.message}`);
      troubles.push(`- ${way}: ${trouble.message}`);
    }
  }
  throw new Trouble(`TensorFlow could not be installed\n${troubles.join('\n')}`);
}

// Beside its place until it works, so that a broken or half-made one never lies there.
const draft = `${home}-${process.pid}`;
try {
  if (!(await isThere())) {
    tell(`installing TensorFlow into ${home} (about 900 MB)`);
    const found = await installInto(draft);
    writeFileSync(join(draft, 'installed.json'), `${JSON.stringify(found, null, 2)}\n`);
    rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
    tell(`TensorFlow ${found.tensorflow} (tfjs-node ${found.tfjsNode}) works, by ${found.way}`);
  }
} catch (error) {
  const hint =
    error.code === 'EACCES' || error.code === 'EROFS' ? ': run this as the owner of that folder' : '';
  tell(`${error.message}${hint}`);
  process.exitCode = 1;
} finally {
  rmSync(draft, { recursive: true, force: true });
}
