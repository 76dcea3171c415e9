/** Rows that several clusterings keep together. */
export interface Atoms {
  readonly count: number;
  /** int32 (nRows): which atom each row is of. */
  readonly of: Int32Array;
  /** For each clustering that the atoms are made from, its label of each atom. */
  readonly labels: readonly Int32Array[];
}

/**
 * Cuts rows into the largest sets that none of the clusterings parts. A clustering with which there would be more than
 * `most` of them is left out.
 * @param labelings Of at least one clustering, each (nRows) with labels below k.
 */
export function atomsOf(labelings: readonly ArrayLike<number>[], k: number, most: number): Atoms {
  const nRows = labelings[0]!.length;
  let of = new Int32Array(nRows);
  let count = 1;
  let labels: Int32Array[] = [];
  for (const labeling of labelings) {
    const finer = new Int32Array(nRows);
    const names = new Int32Array(count * k).fill(-1);
    const [parents, own]: [number[], number[]] = [[], []];
    for (let row = 0; row < nRows; row++) {
      const pair = of[row]! * k + labeling[row]!;
      if (names[pair] === -1) {
        names[pair] = parents.length;
        parents.push(of[row]!);
        own.push(labeling[row]!);
      }
      finer[row] = names[pair]!;
    }
    if (parents.length > most) continue;
    [of, count] = [finer, parents.length];
    labels = [
      ...labels.map((before) => Int32Array.from(parents, (parent) => before[parent]!)),
      Int32Array.from(own),
    ];
  }
  return { count, of, labels };
}
