// Principal components in float64: covariance of float32 rows, reduction of a symmetric matrix, projections. Every export but
// `heapBase` works on one shard and writes only that shard's places; the first argument is the place of what it works on.
export { accumulate, mirror, packCentred } from './components/covariance';
export { project, projectBack, sumRows } from './components/projection';
export { reflect, reflectBack } from './components/reflections';

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}
