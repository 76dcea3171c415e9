import { Workspace } from '../threads/workspace.js';
import { compileKernels, type WasmModule } from '../wasm-kernels.js';

const embeddingKernels: WasmModule = compileKernels('embedding');

/** Below this many rows starting a thread takes longer than it saves. */
const leastRowsForThreads = 1000;

/** What the stages of a map work in; the vectors' place becomes the map's before the descent begins. */
export function mapWorkspace(threads: number, nRows: number): Workspace {
  return new Workspace(embeddingKernels, nRows < leastRowsForThreads ? 1 : threads);
}
