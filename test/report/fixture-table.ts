import { encodeCsv } from '../../src/formats/csv.js';
import { encodeNpy } from '../../src/formats/npy.js';
import { FixtureRun } from './fixture-run.js';

export interface TableOptions {
  readonly nRows?: number;
  readonly name?: string;
  /** Further columns, before the others. */
  readonly more?: readonly { readonly name: string; readonly of: (row: number) => string }[];
}

/** A table of two groups of stars, red ones of magnitude 10 and blue ones of 20, sorted and put on a map without any image. */
export function tableRun({ nRows = 40, name = 'star', more = [] }: TableOptions = {}): FixtureRun {
  const isBlue = (row: number): boolean => row % 4 === 0;
  const cells = Array.from({ length: nRows }, (_, row) => [
    `${row}`,
    ...more.map(({ of }) => of(row)),
    `${name} ${row}`,
    isBlue(row) ? 'blue' : 'red',
    `${(isBlue(row) ? 20 : 10) + (row % 2)}`,
    row === 1 ? '' : '7',
  ]);
  const labels = Int32Array.from(cells, (_, row) => Number(isBlue(row)));
  const points = Float32Array.from(
    { length: 2 * nRows },
    (_, i) => ((i * 7919) % 97) + 300 * (labels[i >> 1] ?? 0),
  );
  const vectors = Float32Array.from(cells, (row) => Number(row.at(-2)));
  const from = { vectors: ['features.vectors'] };
  return new FixtureRun()
    .add({
      step: 'features',
      kind: 'table-vectors',
      inputs: { table: ['my/stars.csv'] },
      outputs: {
        vectors: {
          type: 'vectors',
          files: { 'vectors.npy': encodeNpy({ shape: [nRows, 1], values: vectors }) },
        },
        rows: {
          type: 'table',
          files: {
            'rows.csv': encodeCsv(
              ['index', ...more.map(({ name }) => name), 'name', 'colour', 'magnitude', 'seven'],
              cells,
            ),
          },
        },
      },
    })
    .add({
      step: 'clusters',
      kind: 'kmeans',
      cell: { k: 2 },
      inputs: from,
      outputs: {
        labels: { type: 'labels', files: { 'labels.npy': encodeNpy({ shape: [nRows], values: labels }) } },
        summary: { type: 'file', files: { 's.json': '{"k":2,"inertia":10,"iterations":3}' } },
      },
    })
    .add({
      step: 'map',
      kind: 'tsne',
      inputs: from,
      outputs: {
        embedding: {
          type: 'embedding',
          files: { 'e.npy': encodeNpy({ shape: [nRows, 2], values: points }) },
        },
      },
    });
}
