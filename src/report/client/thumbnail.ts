import type { Survey } from './decode.js';
import { make } from './elements.js';
import { wantSheet } from './sheets.js';

/** A picture of one image from its sheet, drawn as large as the style sheet says. */
export function thumbnail({ payload }: Survey, index: number): HTMLElement | undefined {
  const grid = payload.thumbnails;
  if (grid === null || index >= grid.count) return undefined;
  const place = index % grid.perSheet;
  const sheet = Math.floor(index / grid.perSheet);
  wantSheet(sheet);
  const element = make('span', { class: `thumb s${sheet}` });
  element.style.setProperty('--x', String(place % grid.columns));
  element.style.setProperty('--y', String(Math.floor(place / grid.columns)));
  return element;
}
