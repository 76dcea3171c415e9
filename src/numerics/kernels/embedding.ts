// t-SNE: neighbours and affinities of vectors, principal axes, and the forces on a map. Every export but `heapBase` works on
// one shard of rows and writes only that shard's slots.
export { calibrate } from './embedding/calibrate';
export { divergence, exactNormalisers } from './embedding/divergence';
export { attract, repel } from './embedding/forces';
export { neighbours } from './embedding/neighbours';
export { covarianceProduct } from './embedding/principal';

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}
