// Kernels for images one at a time, in float64: what one pass over the pixels tells, and a separable linear map to another size.
export { measure } from './images/measure';
export { mapColumns } from './images/map-columns';
export { mapRows } from './images/map-rows';
export { toUnitRange } from './images/unit-range';

/** First byte of memory that no static data occupies. */
export function heapBase(): usize {
  return __heap_base;
}
