import { sin } from '../../elementary.js';

/** Sums of the Lanczos-3 kernel at offsets -3 … 3 from an edge that lies a fraction of a pixel aside; from 0 to 1. */
export type LanczosEdge = readonly number[];

export function lanczosEdge(fraction: number): LanczosEdge {
  const kernel = [-3, -2, -1, 0, 1, 2, 3].map((offset) => lanczos(offset + fraction - 0.5));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  return kernel.map((value) => (sum += value) / total);
}

/** How much of what lies beyond an edge a pixel at that offset from it holds: 0 well before it, 1 well behind, ringing between. */
export function edgeAt(edge: LanczosEdge, offset: number): number {
  if (offset < -3) return 0;
  return offset > 3 ? 1 : edge[offset + 3]!;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const a = Math.PI * x;
  return (3 * sin(a) * sin(a / 3)) / (a * a);
}
