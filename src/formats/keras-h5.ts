import { Worker } from 'node:worker_threads';
import { fail, type Result } from '../core/result.js';
import type { UnreadableInput } from '../core/failure.js';
import { checkSuperblock } from './keras-h5/hdf5.js';
import type { KerasFile } from './keras-h5/read-root.js';
import type { KerasTrouble } from './keras-h5/trouble.js';

export { matchWeights, type MatchBy } from './keras-h5/match-weights.js';
export type { KerasLayerWeights } from './keras-h5/layer-weights.js';
export type { KerasFile } from './keras-h5/read-root.js';

/** Of a slow disk. */
const slowestBytesPerMs = 4096;

/**
 * Reads a model that Keras 2 or 3 saved as HDF5: a full model (`model.save`) or weights only (`model.save_weights`, with the name
 * `.weights.h5` too).
 * The state of the optimizer is left aside. A thread of its own reads it, since what damage does to the library stays there: it may
 * never come back, or be of no use to the next file.
 * @param name How errors name the file, whose path may be one of a store.
 * @param patienceMs How long damage may keep the library busy; a large file has more.
 * @returns Failure `unreadable-input` for what is not HDF5, cut off or damaged, holds no Keras weights, or has a layer or a setting
 * that we cannot run; it names the layer and what is supported.
 */
export async function readKerasH5(
  path: string,
  name: string,
  patienceMs = 30_000,
): Promise<Result<KerasFile, UnreadableInput>> {
  const whole = await checkSuperblock(path);
  const file = whole.ok ? await readInThread(path, patienceMs + whole.value / slowestBytesPerMs) : whole;
  return file.ok ? file : fail({ reason: 'unreadable-input', file: name, ...file.failure });
}

type Reading = Result<KerasFile, KerasTrouble>;

function readInThread(path: string, limitMs: number): Promise<Reading> {
  // What the library prints of its trouble is not for the person who reads the log.
  const options = { workerData: path, stdout: true, stderr: true };
  const worker = new Worker(new URL('./keras-h5/reader-thread.js', import.meta.url), options);
  return new Promise((resolve) => {
    const end = (reading: Reading): void => {
      clearTimeout(timer);
      resolve(reading);
      void worker.terminate();
    };
    const damaged = (found: string): void =>
      end(fail({ place: 'HDF5', found, expected: 'an undamaged HDF5 file' }));
    const timer = setTimeout(
      () => damaged(`nothing that could be read within ${Math.round(limitMs / 1000)} s`),
      limitMs,
    );
    worker.once('message', end);
    worker.once('error', (error) => damaged(error instanceof Error ? error.message : String(error)));
    worker.once('exit', () => damaged('what ends the HDF5 library'));
  });
}
