import type { ReportData } from './data.js';

/** More would make the page slow to show itself: what is left out comes when the page has read all its sheets. */
const maxFeatured = 768;

/** The images that the page shows before anyone asks: the first pages of the galleries, the strip, the highest artifact scores. */
export function featuredImages(
  { clusterings, artifacts }: Pick<ReportData, 'clusterings' | 'artifacts'>,
  nImages: number,
): number[] {
  const first = Array.from({ length: Math.min(32, nImages) }, (_, index) => index);
  const found = artifacts.flatMap(({ images }) => images.map(({ index }) => index));
  const galleries = clusterings.flatMap(({ members }) => members.flat());
  const strip = clusterings.length > 0 ? [] : first;
  return [...new Set([...strip, ...found, ...galleries])].slice(0, maxFeatured);
}
