import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vectors } from '../../../src/numerics/distances.js';
import { generator } from '../../../src/numerics/generator.js';
import { affinitiesOf, neighbourCount, type Affinities } from '../../../src/numerics/tsne/affinities.js';
import { neighbourMemory } from '../../../src/numerics/tsne/neighbour-memory.js';
import { repositoryRoot } from '../../support/repository.js';

interface Sample {
  readonly n: number;
  readonly d: number;
  readonly perplexity: number;
  readonly x: readonly number[];
}

/** What test/reference/tsne/make-reference.py wrote. */
export const reference = JSON.parse(
  readFileSync(join(repositoryRoot, 'test/reference/tsne/reference.json'), 'utf8'),
) as {
  readonly scale: number;
  readonly affinities: Sample & {
    readonly joint: readonly number[];
    readonly sklearn: readonly number[];
    readonly scores: readonly number[];
  };
  readonly maps: Sample & {
    readonly sklearn: readonly {
      readonly init: 'pca' | 'random';
      readonly seed: number;
      readonly kl: number;
      readonly points: readonly number[];
    }[];
  };
};

export function vectorsOf({ n, d, x }: Sample): Vectors {
  return { values: Float32Array.from(x, (value) => value / reference.scale), nRows: n, nColumns: d };
}

export function normalVectors(nRows: number, nColumns: number, seed = 0): Vectors {
  const stream = generator(seed, 'test', nRows, nColumns);
  return { values: Float32Array.from({ length: nRows * nColumns }, () => stream.normal()), nRows, nColumns };
}

export const allRows = ({ nRows }: Vectors): Int32Array => Int32Array.from({ length: nRows }, (_, i) => i);

export function memoryOf(vectors: Vectors, k: number) {
  return neighbourMemory(vectors, allRows(vectors), k);
}

export async function affinities(vectors: Vectors, perplexity: number): Promise<Affinities> {
  const result = await affinitiesOf(memoryOf(vectors, neighbourCount(perplexity)), perplexity);
  if (result === undefined) throw new Error('cancelled');
  return result;
}

/** float64 (nRows, nRows). */
export function dense({ nRows, starts, columns, values }: Affinities): Float64Array {
  const matrix = new Float64Array(nRows * nRows);
  for (let row = 0; row < nRows; row++) {
    for (let entry = starts[row]!; entry < starts[row + 1]!; entry++)
      matrix[row * nRows + columns[entry]!] = values[entry]!;
  }
  return matrix;
}
