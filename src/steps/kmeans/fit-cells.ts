import type { Failure } from '../../core/failure.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile, StepInputs } from '../../core/step.js';
import { readSplit } from '../../formats/split-file.js';
import type { KmeansFit } from '../../numerics/kmeans/kmeans.js';
import type { KmeansTrouble } from '../../numerics/kmeans/trouble.js';
import { openRows } from '../vectors/open-rows.js';
import { nonFiniteFailure, tooLargeFailure } from '../vectors/vector-failure.js';
import { kmeansEngine, type EngineName } from './engine.js';

/** What cells that differ in k alone have in common. */
export interface CommonParams {
  readonly n_init: number;
  readonly regroup: boolean;
  readonly max_iterations: number;
  readonly tolerance: number;
  readonly engine: EngineName;
  readonly seed: number;
}

/** A fit with what its files and its summary are made of. */
export interface FittedCell {
  readonly k: number;
  readonly fit: KmeansFit;
  readonly nColumns: number;
  readonly train: readonly number[];
  readonly validation: readonly number[];
}

/**
 * Fits the training part for several k at one go, and labels every row.
 * @returns A result for each of `ks`, in their order, each as it would be alone; or why no vectors could be read.
 */
export async function fitCells(
  inputs: Pick<StepInputs, 'has' | 'file'>,
  ks: readonly number[],
  params: CommonParams,
  progress: {
    readonly threads: number;
    readonly signal: AbortSignal;
    readonly onRestart: (done: number) => void;
  },
): Promise<Result<readonly Result<FittedCell>[]>> {
  const engine = await kmeansEngine(params.engine);
  if (!engine.ok) return engine;
  const file = inputs.file('vectors');
  const opened = await openRows(file);
  if (!opened.ok) return opened;
  const vectors = opened.value;
  try {
    const { nRows, nColumns } = vectors;
    const split = inputs.has('split') ? await readSplit(inputs.file('split').path, nRows) : undefined;
    if (split?.ok === false) return split;
    const train = split?.value.train ?? Array.from({ length: nRows }, (_, row) => row);
    const validation = split?.value.validation ?? [];
    const outcomes = await engine.value(vectors, {
      ks,
      fitRows: train,
      nInit: params.n_init,
      regroup: params.regroup,
      maxIterations: params.max_iterations,
      tolerance: params.tolerance,
      seed: params.seed,
      ...progress,
    });
    return ok(
      outcomes.map((outcome) =>
        outcome.ok
          ? ok({ k: outcome.value.k, fit: outcome.value, nColumns, train, validation })
          : fail(failureOf(outcome.trouble, file)),
      ),
    );
  } finally {
    await vectors.close();
  }
}

function failureOf(trouble: KmeansTrouble, { path: file }: InputFile): Failure {
  switch (trouble.problem) {
    case 'non-finite-vector':
      return nonFiniteFailure(trouble, file);
    case 'too-large':
      return tooLargeFailure(trouble.bytes, trouble.limit, file);
    case 'too-many-numbers':
      return {
        reason: 'unsuitable-input',
        input: 'vectors',
        file,
        found: `${trouble.numbers} numbers to fit`,
        expected: `at most ${trouble.most} for engine ml-kmeans`,
        remedy: 'leave `engine` out: wasm takes as many as 4 GiB hold',
      };
    case 'cancelled':
      return { reason: 'cancelled' };
    case 'no-vectors':
      return {
        reason: 'unsuitable-input',
        input: 'split',
        found: 'an empty training part',
        expected: 'at least one vector to fit',
        remedy: 'lower the fraction that the split keeps for validation',
      };
    case 'more-clusters-than-vectors':
      return {
        reason: 'unsuitable-parameter',
        parameter: 'k',
        found: `${trouble.k} clusters for ${trouble.nRows} vector${trouble.nRows === 1 ? '' : 's'}`,
        expected: `at most ${trouble.nRows}, the number of vectors to fit`,
        remedy: 'lower k, or give more vectors',
      };
    default:
      return trouble satisfies never;
  }
}
