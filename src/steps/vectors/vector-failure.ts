import type { Failure } from '../../core/failure.js';
import type { NonFiniteVector } from '../../numerics/distances.js';

/** A vector with NaN or infinity, as the person reads it. */
export function nonFiniteFailure(trouble: NonFiniteVector, file: string): Failure {
  return {
    reason: 'unsuitable-input',
    input: 'vectors',
    file,
    found: `${trouble.found} in vector ${trouble.row}, column ${trouble.column}`,
    expected: 'finite numbers only',
    remedy: 'take the vector out; or, where a network made them, see whether its training diverged',
  };
}

/** Vectors that do not fit into one WebAssembly memory. */
export function tooLargeFailure(bytes: number, limit: number, file: string): Failure {
  const gibibytes = (n: number) => `${(n / 1073741824).toFixed(1)} GiB`;
  return {
    reason: 'unsuitable-input',
    input: 'vectors',
    file,
    found: `vectors that need ${gibibytes(bytes)}`,
    expected: `at most ${gibibytes(limit)}`,
    remedy: 'take fewer images, or shorter vectors (pca before this step)',
  };
}
