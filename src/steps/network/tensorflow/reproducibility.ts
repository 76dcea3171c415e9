import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { findTensorflow } from './find-tensorflow.js';

let features: string | undefined;

/** The vector instructions of this processor: TensorFlow chooses its code by them. Its model where the system does not list them. */
function processorFeatures(): string {
  if (features !== undefined) return features;
  const list = existsSync('/proc/cpuinfo')
    ? /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1]
    : undefined;
  const vector = list?.split(/\s+/).filter((flag) => /^(?:sse4_2|avx|fma|amx)/.test(flag));
  return (features = vector?.join(' ') ?? cpus()[0]?.model ?? 'unknown');
}

/**
 * What TensorFlow's bytes depend on beside the step's key. It cuts sums into parts by the number of cores, and takes all of them.
 * Of the machine that plans: TensorFlow is not loaded for it.
 */
export function tensorflowClass(): Readonly<Record<string, string>> {
  const found = findTensorflow();
  return {
    'tfjs-node': found?.tfjsNode ?? 'absent',
    tensorflow: found?.tensorflow ?? 'absent',
    platform: `${process.platform}-${process.arch}`,
    processor: processorFeatures(),
    cores: String(availableParallelism()),
  };
}
