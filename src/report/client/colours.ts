import { sequentialColour } from '../../figures/colormap.js';
import type { LiveColouring } from './decode.js';

const root = document.documentElement;

/** The page's colour variables, as they are in the present light or dark. */
export function pageColour(variable: string): string {
  return getComputedStyle(root).getPropertyValue(variable).trim();
}

const nShades = 48;
const nGroupColours = 14;

/** How points are coloured: for each image a position in a short list of colours. */
export interface PointColours {
  readonly colours: readonly string[];
  /** Position in `colours`; the last one is for images without a value. */
  readonly of: Uint8Array;
  readonly scale?: { readonly low: number; readonly high: number; readonly isRanked: boolean };
}

export function colourPoints(colouring: LiveColouring | undefined, nImages: number): PointColours {
  const none = pageColour('--faint');
  if (colouring === undefined) return { colours: [pageColour('--c0'), none], of: new Uint8Array(nImages) };
  return colouring.form === 'category' ? byGroup(colouring, none) : byValue(colouring.values, none);
}

function byGroup(colouring: LiveColouring & { form: 'category' }, none: string): PointColours {
  const colours = colouring.names.map((_, group) => pageColour(`--c${group % nGroupColours}`));
  const of = Uint8Array.from(colouring.of, (group) => (group < 0 ? colours.length : group));
  return { colours: [...colours, none], of };
}

/** Between the 1st and the 99th percentile, so that one wild value does not take all the colours. */
function byValue(values: Float32Array, none: string): PointColours {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  let [low, high] = [at(0.01), at(0.99)];
  if (!(high > low)) [low, high] = [at(0), at(1)];
  const span = high > low ? high - low : 1;
  const colours = Array.from({ length: nShades }, (_, shade) => sequentialColour(shade / (nShades - 1)));
  const of = Uint8Array.from(values, (value) =>
    Number.isNaN(value)
      ? nShades
      : Math.round(Math.min(1, Math.max(0, (value - low) / span)) * (nShades - 1)),
  );
  return { colours: [...colours, none], of, scale: { low, high, isRanked: at(0) < low || at(1) > high } };
}
