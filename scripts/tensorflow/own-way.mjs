import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program.mjs';

/** What @tensorflow/tfjs-node does by itself when it is installed: downloads libtensorflow and the binding. */
export async function installOwnWay(folder) {
  const home = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
  const [manifest, kept] = [join(home, 'package.json'), join(folder, 'tfjs-node-package.json')];
  copyFileSync(manifest, kept);
  try {
    // Its script calls node-pre-gyp by name.
    const path = `${join(folder, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`;
    const env = { ...process.env, PATH: path };
    await runProgram(process.execPath, ['scripts/install.js'], { cwd: home, seconds: 600, env });
  } finally {
    // It leaves its own manifest changed when it fails.
    copyFileSync(kept, manifest);
  }
}
