import { drawAlluvialBands } from '../figures/alluvial.js';
import type { Counted } from '../figures/counted.js';
import { element } from '../figures/svg.js';
import type { Clustering } from './data.js';
import { clusterVariable } from './screen-theme.js';

const width = 820;
const height = 300;

/**
 * Bars for the clusters of each clustering, bands for the images that two clusters of neighbouring clusterings share.
 * Empty unless there are two clusterings to compare.
 */
export function drawSplits(clusterings: readonly Clustering[], counted: Counted): string {
  if (clusterings.length < 2) return '';
  const columns = clusterings.map(({ k, sizes }) => ({ heading: `K = ${k}`, sizes }));
  const flows = clusterings.slice(1).map((next, i) => shared(clusterings[i] ?? next, next));
  const layout = { width, height, top: 30, labelSpace: 74, colourOf: clusterVariable };
  return element(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-label': 'How clusters split',
      fill: 'var(--ink)',
    },
    drawAlluvialBands({ columns, flows, counted }, layout),
  );
}

/** Images in cluster a of one clustering and b of the next. */
function shared(before: Clustering, next: Clustering): number[][] {
  const counts = Array.from({ length: before.k }, () => new Array<number>(next.k).fill(0));
  before.labels.forEach((label, i) => {
    const row = counts[label];
    const other = next.labels[i] ?? -1;
    if (row?.[other] !== undefined) row[other] += 1;
  });
  return counts;
}
