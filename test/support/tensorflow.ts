import { test } from 'uvu';
import { findTensorflow } from '../../src/steps/network/tensorflow/find-tensorflow.js';
import { loadTensorflow } from '../../src/steps/network/tensorflow/load-tensorflow.js';
import type { TensorflowLibrary } from '../../src/steps/network/tensorflow/library.js';

const isInstalled = findTensorflow() !== undefined;

/** `test` where TensorFlow is installed; otherwise skips and says how to get it. An install that does not load fails. */
export const onTensorflow = isInstalled ? test : test.skip.bind(test);

if (!isInstalled) {
  process.stdout.write('skipped: what needs TensorFlow (npm run tensorflow:install)\n');
}

export function tensorflow(): TensorflowLibrary {
  const loaded = loadTensorflow(findTensorflow());
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
  return loaded.value;
}
