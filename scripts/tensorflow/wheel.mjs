import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Trouble, runProgram } from './run-program.mjs';

const wheel = 'tensorflow-cpu==2.16.2';

/** Takes libtensorflow and its headers out of the wheel: `unpack.py WHEEL FOLDER`. */
const unpackProgram = `
import sys, zipfile
wanted = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/', 'tensorflow/include/tsl/')
with zipfile.ZipFile(sys.argv[1]) as wheel:
    for name in wheel.namelist():
        if name.startswith(wanted) or (name.startswith('tensorflow/libtensorflow_') and '.so.2' in name):
            wheel.extract(name, sys.argv[2])
`;

/** Ends early with everything that is missing, rather than one thing at a time. */
async function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Trouble(`this way was made for linux-x64; here is ${process.platform}-${process.arch}`);
  }
  if (process.report.getReport().header.glibcVersionRuntime === undefined) {
    throw new Trouble('this way needs glibc; here is another C library');
  }
  const needs = [
    ['python3 with pip', 'python3', ['-m', 'pip', '--version']],
    ['g++', 'g++', ['--version']],
  ];
  const missing = [];
  for (const [name, program, args] of needs) {
    await runProgram(program, args, { seconds: 60 }).catch(() => missing.push(name));
  }
  if (missing.length === 0) return;
  throw new Trouble(
    `${missing.join(' and ')} missing; on Debian: apt-get install python3-pip g++, then run this again`,
  );
}

async function download(folder) {
  const platforms = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'].flatMap((name) => ['--platform', name]);
  const which = ['--no-deps', '--only-binary=:all:', '--python-version', '311', ...platforms];
  const args = [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '-d',
    folder,
    ...which,
    wheel,
  ];
  await runProgram('python3', args, { seconds: 1800 });
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new Trouble(`pip left no wheel of ${wheel}`);
  return join(folder, name);
}

/** The binding against libtensorflow; Node's own functions are found when it is loaded. */
async function compile(home, headers, binding) {
  const sources = readdirSync(join(home, 'binding'))
    .filter((name) => name.endsWith('.cc'))
    .map((name) => join(home, 'binding', name));
  const flags = ['-shared', '-fPIC', '-O2', '-std=c++17', '-w'];
  const names = ['NAPI_VERSION=8', 'NODE_GYP_MODULE_NAME=tfjs_binding', 'BUILDING_NODE_EXTENSION'];
  const defines = names.map((name) => `-D${name}`);
  const includes = [home, join(home, 'deps', 'include'), headers].map((folder) => `-I${folder}`);
  const libraries = ['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'];
  const linking = ['-Wl,-rpath,$ORIGIN/../../deps/lib', '-Wl,--unresolved-symbols=ignore-all'];
  const args = [...flags, ...defines, ...includes, ...sources, `-L${join(home, 'deps', 'lib')}`];
  await runProgram('g++', [...args, ...libraries, ...linking, '-o', binding]);
}

/** libtensorflow and its headers out of a wheel for Python, and the binding compiled against them: linux-x64. */
export async function installFromWheel(folder) {
  await checkMachine();
  const modules = join(folder, 'node_modules');
  const home = join(modules, '@tensorflow', 'tfjs-node');
  const [deps, napi, room] = [join(home, 'deps'), join(home, 'lib', 'napi-v8'), join(folder, 'wheel')];
  rmSync(deps, { recursive: true, force: true });
  for (const made of [join(deps, 'lib'), napi, room]) mkdirSync(made, { recursive: true });
  const unpacked = join(room, 'tensorflow');
  await runProgram('python3', ['-c', unpackProgram, await download(room), room]);
  for (const name of readdirSync(unpacked).filter((file) => file.includes('.so.2'))) {
    renameSync(join(unpacked, name), join(deps, 'lib', name));
  }
  renameSync(join(unpacked, 'include'), join(deps, 'include'));
  rmSync(room, { recursive: true });
  const headers = join(modules, 'node-api-headers', 'include');
  await compile(home, headers, join(napi, 'tfjs_binding.node'));
  rmSync(join(deps, 'include'), { recursive: true });
}
