import type { ThumbnailGrid } from '../payload.js';
import { make } from './elements.js';

/** A picture of one image from its sheet, drawn as large as the style sheet says. */
export function thumbnail(grid: ThumbnailGrid | null, index: number): HTMLElement | undefined {
  if (grid === null || index >= grid.count) return undefined;
  const place = index % grid.perSheet;
  const element = make('span', { class: `thumb s${Math.floor(index / grid.perSheet)}` });
  element.style.setProperty('--x', String(place % grid.columns));
  element.style.setProperty('--y', String(Math.floor(place / grid.columns)));
  return element;
}
