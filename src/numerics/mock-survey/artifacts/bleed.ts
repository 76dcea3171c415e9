import type { Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import type { Exposure } from './exposure.js';
import { edgeAt, lanczosEdge } from './lanczos.js';

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
 * Sets a column of saturated pixels, at 0.65 to 1.15 of saturation by column, since a stack's frames saturate apart. Resampling by a
 * Lanczos kernel leaves dark and bright lines beside it, down to -0.14 and up to 1.1 of saturation, which is what makes bleed trails so
 * plain in the survey.
 */
export function paintBleed(exposure: Exposure, path: BleedPath, random: Generator): void {
  const { frame, saturation } = exposure;
  const { sizePx, pixels } = frame;
  const edge = lanczosEdge(uniformIn(random, 0, 1));
  const wander = Math.max(0.5, path.width * 0.04);
  const levels = Array.from({ length: 5 }, () => saturation * uniformIn(random, 0.65, 1.15));
  let shift = 0;
  for (let row = Math.max(0, path.fromRow); row < Math.min(sizePx, path.toRow); row++) {
    // The trail keeps to whole columns for a stretch, then steps aside.
    if (random.uniform() < 4 / sizePx) shift += wander * random.normal();
    const width = Math.max(1, Math.round(path.width * taperAt(path, row)));
    const left = Math.round(path.x + shift - width / 2);
    for (let column = Math.max(0, left - 3); column < Math.min(sizePx, left + width + 3); column++) {
      const cover = edgeAt(edge, column - left) - edgeAt(edge, column - left - width);
      const i = row * sizePx + column;
      pixels[i]! += (levelAt(levels, (column - left + 0.5) / width) - pixels[i]!) * cover;
    }
  }
}

/** The level at a share of the trail's width from its left, between those given by linear interpolation. */
function levelAt(levels: readonly number[], across: number): number {
  const at = Math.min(1, Math.max(0, across)) * (levels.length - 1);
  const left = Math.min(levels.length - 2, Math.floor(at));
  return levels[left]! + (at - left) * (levels[left + 1]! - levels[left]!);
}

function taperAt({ fromRow, toRow, taper }: BleedPath, row: number): number {
  const along = (row + 0.5 - fromRow) / (toRow - fromRow);
  const fromStart = taper === 'start' || taper === 'both' ? along : 1;
  const fromEnd = taper === 'end' || taper === 'both' ? 1 - along : 1;
  return Math.min(1, 0.2 + 1.6 * Math.min(fromStart, fromEnd));
}
