// Reads the Keras file at the path that is its data, posts what it found, and ends.
import { parentPort, workerData, type Transferable } from 'node:worker_threads';
import { withHdf5 } from './hdf5.js';
import { readRoot } from './read-root.js';

const reading = await withHdf5(workerData as string, readRoot);
const tensors = reading.ok ? reading.value.weights.flatMap((layer) => layer.tensors) : [];
const buffers = new Set<Transferable>();
for (const { values } of tensors) {
  if (values.byteLength === values.buffer.byteLength) buffers.add(values.buffer as ArrayBuffer);
}
parentPort?.postMessage(reading, [...buffers]);
