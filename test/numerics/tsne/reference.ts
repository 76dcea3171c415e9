import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vectors } from '../../../src/numerics/distances.js';
import { rowsInMemory } from '../../../src/numerics/vector-rows.js';
import { generator } from '../../../src/numerics/generator.js';
import {
  affinitiesOf,
  neighbourCount,
  symmetrise,
  type Affinities,
} from '../../../src/numerics/tsne/affinities.js';
import { neighbourMemory, type NeighbourMemory } from '../../../src/numerics/tsne/neighbour-memory.js';
import { mapWorkspace } from '../../../src/numerics/tsne/map-workspace.js';
import type { Workspace } from '../../../src/numerics/threads/workspace.js';
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

export function normalVectors(nRows: number, nColumns: number): Vectors {
  const stream = generator(0, 'test', nRows, nColumns);
  return { values: Float32Array.from({ length: nRows * nColumns }, () => stream.normal()), nRows, nColumns };
}

/** A workspace of one thread, which needs no stopping. */
export const single = (): Workspace => mapWorkspace(1, 1);

export const memoryOf = (vectors: Vectors, k: number): Promise<NeighbourMemory> =>
  neighbourMemory(single(), rowsInMemory(vectors), allRows(vectors.nRows), k);

/** The affinities of all rows, with as many neighbours as the perplexity takes. */
export async function affinities(vectors: Vectors, perplexity: number): Promise<Affinities> {
  return uncancelled(
    await affinitiesOf(await memoryOf(vectors, neighbourCount(perplexity, vectors.nRows)), perplexity),
  );
}

export function uncancelled(result: Affinities | undefined): Affinities {
  if (result === undefined) throw new Error('cancelled');
  return result;
}

/** Each of n points drawn to the next one. */
export const ringAffinities = (n: number): Affinities =>
  symmetrise(
    n,
    1,
    Int32Array.from({ length: n }, (_, i) => (i + 1) % n),
    new Float64Array(n).fill(1),
  );

/** What test/reference/tsne-affinities/make-reference.py wrote. */
export const openTsneReference = (): Problem &
  Record<'starts' | 'columns' | 'values' | 'points', number[]> & { trustworthiness: number; scale: number } =>
  JSON.parse(
    readFileSync(join(repositoryRoot, 'test/reference/tsne-affinities/reference.json'), 'utf8'),
  ) as never;
