// t-SNE and principal components: neighbours and affinities of vectors, principal axes, and the forces on a map. Every export but
// `heapBase` works on one shard and writes only that shard's places.
export { calibrate } from './embedding/calibrate';
export { divergence, exactNormalisers } from './embedding/divergence';
export {
  fieldColumns,
  fieldForces,
  fieldRows,
  kernelColumns,
  kernelRows,
  kernelTransposed,
} from './embedding/field';
export { attractAndRepel } from './embedding/forces';
export { attractAndOrder, gather, spread } from './embedding/grid';
export { gatherAndMove, move, shift } from './embedding/move';
export { neighbours } from './embedding/neighbours';
export { covarianceProduct } from './embedding/principal';
export { rankExcesses } from './embedding/trustworthiness';

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}
