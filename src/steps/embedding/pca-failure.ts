import type { Failure } from '../../core/failure.js';
import type { PcaTrouble } from '../../numerics/pca/trouble.js';
import { nonFiniteFailure, tooLargeFailure } from '../vectors/vector-failure.js';

/** Why there are no principal components, as the person reads it. @param parameter Which one gives their number. */
export function pcaFailure(trouble: PcaTrouble, file: string, parameter: string): Failure {
  switch (trouble.problem) {
    case 'non-finite-vector':
      return nonFiniteFailure(trouble, file);
    case 'too-large':
      return tooLargeFailure(trouble.bytes, trouble.limit, file);
    case 'cancelled':
      return { reason: 'cancelled' };
    case 'too-few-vectors':
      return {
        reason: 'unsuitable-input',
        input: 'vectors',
        file,
        found: `${trouble.nRows} vectors to fit`,
        expected: `at least ${trouble.least}`,
        remedy: 'give more vectors, or leave this step out',
      };
    case 'too-many-components': {
      const { components, nRows, nColumns } = trouble;
      return {
        reason: 'unsuitable-parameter',
        parameter,
        found: `${components} components of ${nRows} vectors of ${nColumns} numbers`,
        expected: `at most ${Math.min(nRows, nColumns)}`,
        remedy: `lower ${parameter}`,
      };
    }
    default:
      return trouble satisfies never;
  }
}
