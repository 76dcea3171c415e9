import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vectors } from '../../../src/numerics/distances.js';
import { repositoryRoot } from '../../support/repository.js';

interface Problem {
  readonly n: number;
  readonly d: number;
  readonly perplexity: number;
  readonly x: readonly number[];
}

/** What test/reference/tsne/make-reference.py wrote. */
export const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/tsne/reference.json'), 'utf8'),
) as {
  scale: number;
  affinities: Problem & { joint: number[]; sklearn: number[]; scores: number[] };
  maps: Problem & { sklearn: { init: string; seed: number; kl: number; points: number[] }[] };
};

export function vectorsOf({ n, d, x }: Problem): Vectors {
  return {
    values: Float32Array.from(x, (value) => value / reference.scale),
    nRows: n,
    nColumns: d,
  };
}

export const allRows = (n: number): number[] => [...Array(n).keys()];
