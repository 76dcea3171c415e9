import type { FitsValue } from './card.js';
import type { FitsImage } from './read-image.js';

/** The celestial WCS keywords of an image's two axes, in the order of a header; axis 1 is its width, axis 2 its height. */
export const wcsKeywords = [
  ...['CTYPE', 'CRVAL', 'CRPIX', 'CDELT', 'CUNIT'].flatMap((name) => [`${name}1`, `${name}2`]),
  ...['CD', 'PC'].flatMap((name) => ['1_1', '1_2', '2_1', '2_2'].map((axes) => name + axes)),
  'CROTA2',
  'RADESYS',
  'EQUINOX',
  'LONPOLE',
  'LATPOLE',
] as const;

/** What these were called before the standard. */
const formerly: Readonly<Record<string, string>> = { RADESYS: 'RADECSYS', EQUINOX: 'EPOCH' };

/**
 * The world coordinates of an image as its header gives them, by `wcsKeywords`. Where the image's axes are not the array's first two
 * (others of length 1 were dropped) the keywords of its own axes are given under 1 and 2. RADECSYS and EPOCH stand in for
 * RADESYS and EQUINOX.
 * @returns Only the keywords that are there, with a value; defaults are not filled in.
 * @see FITS standard 4.0, section 8.
 */
export function celestialWcs({
  header,
  imageAxes,
}: Pick<FitsImage, 'header' | 'imageAxes'>): Map<string, Exclude<FitsValue, undefined>> {
  const found = new Map<string, Exclude<FitsValue, undefined>>();
  for (const keyword of wcsKeywords) {
    const own = keyword.replace(/\d/g, (axis) => String(imageAxes[Number(axis) - 1]));
    const value = header.value(own) ?? header.value(formerly[keyword] ?? own);
    if (value !== undefined) found.set(keyword, value);
  }
  return found;
}
