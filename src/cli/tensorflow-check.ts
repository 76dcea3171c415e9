import { join } from 'node:path';
import { execa } from 'execa';
import { findTensorflow, installCommand } from '../steps/network/tensorflow/find-tensorflow.js';
import type { DoctorCheck } from '../ui/doctor-text.js';
import { packageFolder } from './package.js';

const smokeTest = join(packageFolder, 'scripts', 'tensorflow', 'smoke-test.mjs');

/** Whether TensorFlow is there, which version and where; it computes a little in a process of its own, which it could take down. */
export async function tensorflowCheck(): Promise<DoctorCheck> {
  const name = 'tensorflow';
  const found = findTensorflow();
  if (found === undefined) {
    const remedy = `for \`engine: tensorflow\`: ${installCommand}`;
    return { name, ok: false, optional: true, found: 'not installed, and not needed (about 900 MB)', remedy };
  }
  const { failed, stderr, stdout, shortMessage } = await execa(process.execPath, [smokeTest, found.folder], {
    reject: false,
    timeout: 60_000,
  });
  if (failed) {
    const why = stderr.split('\n').find((line) => /^\w*Error\b/.test(line)) ?? shortMessage;
    return { name, ok: false, found: `${found.folder}: ${why}`, remedy: `install again: ${installCommand}` };
  }
  const { tensorflow, tfjsNode } = JSON.parse(stdout) as { tensorflow: string; tfjsNode: string };
  return { name, ok: true, found: `${tensorflow}, by tfjs-node ${tfjsNode} in ${found.folder}` };
}
