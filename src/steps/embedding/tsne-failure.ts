import type { Failure } from '../../core/failure.js';
import type { TsneTrouble } from '../../numerics/tsne/trouble.js';
import { nonFiniteFailure, tooLargeFailure } from '../vectors/vector-failure.js';

/** Why there is no map, as the person reads it. @param file The vectors'. */
export function tsneFailure(trouble: TsneTrouble, file: string): Failure {
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
        found: `${trouble.nRows} vectors to embed`,
        expected: `at least ${trouble.least}`,
        remedy: 'give more vectors, or leave this step out',
      };
    case 'diverged':
      return {
        reason: 'diverged',
        iteration: trouble.iteration,
        extent: String(trouble.extent),
        remedy: 'lower learning_rate, or leave it at `auto`',
      };
    case 'perplexity-too-large':
      return {
        reason: 'unsuitable-parameter',
        parameter: 'perplexity',
        found: `${trouble.perplexity} for ${trouble.nRows} vectors`,
        expected: `at most ${trouble.greatest}, and for a telling map at most a third of the vectors`,
        remedy: 'lower perplexity, or give more vectors',
      };
    default:
      return trouble satisfies never;
  }
}
