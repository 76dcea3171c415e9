import { byId, make } from './elements.js';

const wanted = new Set<number>();
const style = make('style');
document.head.append(style);

/** Makes a picture of a sheet of thumbnails, now or, when the page is not that far yet, as soon as it is. */
export function wantSheet(sheet: number): void {
  if (wanted.has(sheet)) return;
  wanted.add(sheet);
  if (!show(sheet)) addEventListener('DOMContentLoaded', () => show(sheet), { once: true });
}

function show(sheet: number): boolean {
  const base64 = byId(`sheet-${sheet}`)?.textContent;
  if (base64 === undefined) return false;
  style.sheet?.insertRule(`.s${sheet}{background-image:url(data:image/jpeg;base64,${base64})}`);
  return true;
}

/** Sheets of the pictures that the page itself shows and that are not among its first. */
export function wantSheetsShown(): void {
  for (const picture of document.querySelectorAll('.thumb:not([class*=" f"])')) {
    const [, sheet] = /\bs(\d+)\b/.exec(picture.className) ?? [];
    if (sheet !== undefined) wantSheet(Number(sheet));
  }
}
