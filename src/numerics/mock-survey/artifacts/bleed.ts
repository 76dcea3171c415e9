import { sin } from '../../elementary.js';
import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import type { Exposure } from './exposure.js';

/** Where charge has run over along a column: rows `fromRow` to `toRow`, `toRow` not included. */
export interface BleedPath {
  readonly x: number;
  readonly fromRow: number;
  readonly toRow: number;
  readonly width: number;
  /** Which end is narrower: the width there is a fifth. */
  readonly taper: 'none' | 'start' | 'end' | 'both';
}

/**
 * Sets a column of saturated pixels. Resampling by a Lanczos kernel leaves dark and bright lines beside it, down to
 * -0.14 and up to 1.1 of saturation, which is what makes bleed trails so plain in the survey.
 */
export function paintBleed(exposure: Exposure, path: BleedPath, random: Generator): void {
  const { frame, saturation } = exposure;
  const { sizePx, pixels } = frame;
  const edge = lanczosEdge(uniformIn(random, 0, 1));
  const wander = Math.max(0.5, path.width * 0.04);
  let shift = 0;
  for (let row = Math.max(0, path.fromRow); row < Math.min(sizePx, path.toRow); row++) {
    // The trail keeps to whole columns for a stretch, then steps aside.
    if (random.uniform() < 4 / sizePx) shift += wander * random.normal();
    const width = Math.max(1, Math.round(path.width * taperAt(path, row)));
    const left = Math.round(path.x + shift - width / 2);
    for (let column = Math.max(0, left - 3); column < Math.min(sizePx, left + width + 3); column++) {
      const cover = edgeAt(edge, column - left) - edgeAt(edge, column - left - width);
      const i = row * sizePx + column;
      pixels[i]! += (saturation - pixels[i]!) * cover;
    }
  }
}

function taperAt({ fromRow, toRow, taper }: BleedPath, row: number): number {
  const along = (row + 0.5 - fromRow) / (toRow - fromRow);
  const fromStart = taper === 'start' || taper === 'both' ? along : 1;
  const fromEnd = taper === 'end' || taper === 'both' ? 1 - along : 1;
  return Math.min(1, 0.2 + 1.6 * Math.min(fromStart, fromEnd));
}

/** Sums of the Lanczos-3 kernel at offsets -3 … 3 from an edge that lies a fraction of a pixel aside; from 0 to 1. */
function lanczosEdge(fraction: number): readonly number[] {
  const kernel = [-3, -2, -1, 0, 1, 2, 3].map((offset) => lanczos(offset + fraction - 0.5));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  let sum = 0;
  return kernel.map((value) => (sum += value) / total);
}

function edgeAt(edge: readonly number[], offset: number): number {
  if (offset < -3) return 0;
  return offset > 3 ? 1 : edge[offset + 3]!;
}

function lanczos(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const a = Math.PI * x;
  return (3 * sin(a) * sin(a / 3)) / (a * a);
}
