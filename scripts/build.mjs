// Builds dist/: AssemblyScript kernels to WebAssembly, the report's browser script, then everything else by tsc.
// `node scripts/build.mjs kernels` builds only the kernels.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const kernelSources = 'src/numerics/kernels';
const kernelOutput = 'dist/src/numerics/kernels';

const newest = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true }).map((name) => statSync(join(folder, name)).mtimeMs));

const start = (command, args) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args[0]} failed (${code})`))));
  });

const node = (script, ...args) => start(process.execPath, [join('node_modules', script), ...args]);

async function buildKernel(entry) {
  const output = join(kernelOutput, `${entry}.wasm`);
  if (existsSync(output) && statSync(output).mtimeMs > newest(kernelSources)) return;
  await node(
    'assemblyscript/bin/asc.js',
    join(kernelSources, `${entry}.ts`),
    '--outFile',
    output,
    '--optimizeLevel',
    '3',
    '--shrinkLevel',
    '0',
    '--converge',
    '--noAssert',
    '--uncheckedBehavior',
    'always',
    '--runtime',
    'stub',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '1',
    '--maximumMemory',
    '65536',
    '--enable',
    'simd',
    '--enable',
    'threads',
    '--use',
    'abort=',
    '--memoryBase',
    '1024',
    '--exportTable',
  );
}

/** A kernel entry is a file directly under kernels/; folders below it hold what entries share. */
async function buildKernels() {
  mkdirSync(kernelOutput, { recursive: true });
  const entries = readdirSync(kernelSources, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => entry.name.slice(0, -'.ts'.length));
  await Promise.all(entries.map(buildKernel));
}

/** The script and style of a page, from `folder/entry.ts`. */
async function buildClient(folder, entry) {
  await node('typescript/bin/tsc', '-p', folder);
  // Its API, not its command: npm may have replaced the command's script by the program itself.
  const { build } = await import('esbuild');
  await build({
    entryPoints: [`${folder}/${entry}.ts`],
    outfile: `dist/${folder}/${entry}.js`,
    bundle: true,
    format: 'iife',
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    logLevel: 'warning',
  });
}

/** Puts a library of many files, with its licence, into the one file that re-exports it: see src/config/vendor/. */
async function bundleVendors() {
  const { build } = await import('esbuild');
  for (const library of ['yaml', 'ajv']) {
    const licence = readFileSync(join('node_modules', library, 'LICENSE'), 'utf8');
    await build({
      entryPoints: [`src/config/vendor/${library}.ts`],
      outfile: `dist/src/config/vendor/${library}.js`,
      bundle: true,
      format: 'esm',
      // Their forms for browsers ask nothing of Node.
      platform: 'browser',
      target: 'es2022',
      banner: { js: `/*! ${library}\n${licence}*/` },
      logLevel: 'warning',
    });
  }
}

try {
  const kernelsOnly = process.argv[2] === 'kernels';
  await Promise.all([
    buildKernels(),
    ...(kernelsOnly
      ? []
      : [
          buildClient('src/report/client', 'main'),
          buildClient('src/view/client', 'live'),
          node('typescript/bin/tsc', '-p', 'tsconfig.json'),
        ]),
  ]);
  if (!kernelsOnly) await bundleVendors();
} catch (error) {
  process.stderr.write(`skysort: the build failed: ${error.message}\n`);
  process.exit(1);
}
