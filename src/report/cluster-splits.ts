import { element, fixed, label } from '../figures/svg.js';
import { countText } from '../figures/ticks.js';
import type { Clustering } from './data.js';
import { clusterVariable } from './screen-theme.js';

const width = 820;
const height = 300;
const barWidth = 14;
const top = 30;
const gap = 6;
const labelSpace = 74;

interface Bar {
  readonly y: number;
  readonly height: number;
}

/**
 * Bars for the clusters of each clustering, bands for the images that two clusters of neighbouring clusterings share.
 * Empty unless there are two clusterings to compare.
 */
export function drawSplits(clusterings: readonly Clustering[]): string {
  if (clusterings.length < 2) return '';
  const bars = clusterings.map(stackBars);
  const xOf = (i: number): number =>
    labelSpace + (i / (clusterings.length - 1)) * (width - 2 * labelSpace - barWidth);
  const bands = clusterings.slice(1).map((next, i) => {
    const [from, to] = [bars[i] ?? [], bars[i + 1] ?? []];
    return drawBands({
      before: clusterings[i] ?? next,
      next,
      from,
      to,
      x1: xOf(i) + barWidth,
      x2: xOf(i + 1),
    });
  });
  const columns = clusterings.map((clustering, i) => {
    const isLast = i === clusterings.length - 1;
    return drawColumn(clustering, bars[i] ?? [], { x: xOf(i), isLast });
  });
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
    ...bands,
    ...columns,
  );
}

function stackBars({ sizes, labels }: Clustering): Bar[] {
  const scale = (height - top - 12 - gap * (sizes.length - 1)) / Math.max(1, labels.length);
  let y = top;
  return sizes.map((size) => {
    const bar = { y, height: size * scale };
    y += bar.height + gap;
    return bar;
  });
}

interface BandPlace {
  readonly before: Clustering;
  readonly next: Clustering;
  readonly from: readonly Bar[];
  readonly to: readonly Bar[];
  readonly x1: number;
  readonly x2: number;
}

function drawBands({ before, next, from, to, x1, x2 }: BandPlace): string {
  const shared = Array.from({ length: before.k }, () => new Array<number>(next.k).fill(0));
  before.labels.forEach((label, i) => {
    const row = shared[label];
    const other = next.labels[i] ?? -1;
    if (row?.[other] !== undefined) row[other] += 1;
  });
  const usedTo = to.map(() => 0);
  const middle = (x1 + x2) / 2;
  return shared
    .map((row, a) => {
      let used = 0;
      return row
        .map((count, b) => {
          const [left, right] = [from[a], to[b]];
          if (count === 0 || left === undefined || right === undefined) return '';
          const [h1, h2] = [
            (count / (before.sizes[a] ?? 1)) * left.height,
            (count / (next.sizes[b] ?? 1)) * right.height,
          ];
          const [y1, y2] = [left.y + used, right.y + (usedTo[b] ?? 0)];
          used += h1;
          usedTo[b] = (usedTo[b] ?? 0) + h2;
          const d = `M${fixed(x1)} ${fixed(y1)}C${fixed(middle)} ${fixed(y1)} ${fixed(middle)} ${fixed(y2)} ${fixed(x2)} ${fixed(y2)}v${fixed(h2)}C${fixed(middle)} ${fixed(y2 + h2)} ${fixed(middle)} ${fixed(y1 + h1)} ${fixed(x1)} ${fixed(y1 + h1)}z`;
          const title = element(
            'title',
            {},
            `${countText(count)} images: cluster ${a} of ${before.k}, cluster ${b} of ${next.k}`,
          );
          return element('path', { d, fill: clusterVariable(a), 'fill-opacity': 0.32 }, title);
        })
        .join('');
    })
    .join('');
}

function drawColumn(
  clustering: Clustering,
  bars: readonly Bar[],
  at: { x: number; isLast: boolean },
): string {
  const heading = label(at.x + barWidth / 2, 16, `K = ${clustering.k}`, {
    'text-anchor': 'middle',
    'font-weight': 'bold',
    'font-size': 13,
  });
  return (
    heading +
    bars
      .map((bar, cluster) => {
        const text = `${cluster}: ${countText(clustering.sizes[cluster] ?? 0)}`;
        const rect = element('rect', {
          x: at.x,
          y: bar.y,
          width: barWidth,
          height: Math.max(1, bar.height),
          rx: 2,
          fill: clusterVariable(cluster),
        });
        const side = at.isLast ? at.x + barWidth + 6 : at.x - 6;
        const anchor = at.isLast ? 'start' : 'end';
        return (
          rect +
          label(side, bar.y + bar.height / 2 + 4, text, {
            'text-anchor': anchor,
            'font-size': 11.5,
            class: 'halo',
          })
        );
      })
      .join('')
  );
}
