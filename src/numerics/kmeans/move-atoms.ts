/** Sums of the rows of each atom less the mean of all rows, as far as their products tell. */
export interface AtomSums {
  readonly count: number;
  /** float64 (count): how many rows. */
  readonly sizes: Float64Array;
  /** float64 (count, count): products of the sums. */
  readonly products: Float64Array;
}

const mostSweeps = 100;

/**
 * Moves atoms from cluster to cluster as long as that lowers the inertia, each in its turn to where it lowers it most (the lowest
 * label among equals). The last atom of a cluster stays.
 * @param labels (count): where the atoms are; they are moved in place.
 * @param least How much a move must gain to be one, so that rounding moves nothing.
 * @returns Sum over the clusters of size times squared distance of its centre from the mean of all rows: the scatter that the
 * clusters explain; the inertia is what they leave.
 * @see Hartigan 1975, "Clustering Algorithms", the criterion for single rows.
 */
export function moveAtoms(
  { count, sizes, products }: AtomSums,
  labels: Int32Array,
  k: number,
  least: number,
): number {
  const clusterSizes = new Float64Array(k);
  const members = new Int32Array(k);
  // Products of each atom's sum with each cluster's, and of each cluster's with itself.
  const along = new Float64Array(count * k);
  const squares = new Float64Array(k);
  for (let atom = 0; atom < count; atom++) {
    const cluster = labels[atom]!;
    clusterSizes[cluster]! += sizes[atom]!;
    members[cluster]! += 1;
    for (let other = 0; other < count; other++) {
      along[atom * k + labels[other]!]! += products[atom * count + other]!;
    }
    squares[cluster]! += along[atom * k + cluster]!;
  }
  const explained = (square: number, size: number): number => (size > 0 ? square / size : 0);

  for (let sweep = 0, moves = 1; sweep < mostSweeps && moves > 0; sweep++) {
    moves = 0;
    for (let atom = 0; atom < count; atom++) {
      const from = labels[atom]!;
      if (members[from] === 1) continue;
      const [size, own] = [sizes[atom]!, products[atom * count + atom]!];
      const without = squares[from]! - 2 * along[atom * k + from]! + own;
      const lost =
        explained(squares[from]!, clusterSizes[from]!) - explained(without, clusterSizes[from]! - size);
      let [best, most] = [from, least];
      for (let to = 0; to < k; to++) {
        if (to === from) continue;
        const together = squares[to]! + 2 * along[atom * k + to]! + own;
        const gain =
          explained(together, clusterSizes[to]! + size) - explained(squares[to]!, clusterSizes[to]!) - lost;
        if (gain > most) [best, most] = [to, gain];
      }
      if (best === from) continue;
      squares[best]! += 2 * along[atom * k + best]! + own;
      squares[from] = without;
      clusterSizes[best]! += size;
      clusterSizes[from]! -= size;
      members[best]! += 1;
      members[from]! -= 1;
      labels[atom] = best;
      for (let other = 0; other < count; other++) {
        const product = products[other * count + atom]!;
        along[other * k + best]! += product;
        along[other * k + from]! -= product;
      }
      moves += 1;
    }
  }
  return squares.reduce((total, square, cluster) => total + explained(square, clusterSizes[cluster]!), 0);
}
