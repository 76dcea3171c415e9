import { fail, ok, type Result } from '../../core/result.js';
import type { InputFault } from '../input-fault.js';

/** How an array of any number of axes is taken as planes of width by height. */
export interface ImageShape {
  readonly width: number;
  readonly height: number;
  /** Which NAXISn are width and height, from 1. */
  readonly imageAxes: readonly [number, number];
  readonly nPlanes: number;
}

/**
 * Axes of length 1 are dropped, the last first, until two axes are left; the first two then are the image, the others count planes.
 * @param axes NAXIS1 (fastest) first.
 * @returns Undefined for an array of fewer than two axes or without any element: no image.
 */
export function imageShape(axes: readonly number[]): ImageShape | undefined {
  if (axes.length < 2 || axes.some((length) => length === 0)) return undefined;
  const kept = axes.map((length, i) => ({ length, axis: i + 1 }));
  for (let i = kept.length - 1; i >= 0 && kept.length > 2; i--) if (kept[i]!.length === 1) kept.splice(i, 1);
  const [width, height, ...rest] = kept;
  return {
    width: width!.length,
    height: height!.length,
    imageAxes: [width!.axis, height!.axis],
    nPlanes: rest.reduce((all, { length }) => all * length, 1),
  };
}

/**
 * The plane to read, from 0: the one asked for, or the only one.
 * @returns A fault for several planes without a choice, and for a choice beyond the last.
 */
export function choosePlane(
  { nPlanes }: ImageShape,
  axes: readonly number[],
  { plane, hdu }: { readonly plane: number | undefined; readonly hdu: number },
): Result<number, InputFault> {
  if (plane !== undefined && Number.isSafeInteger(plane) && plane >= 0 && plane < nPlanes) return ok(plane);
  if (plane === undefined && nPlanes === 1) return ok(0);
  const what = nPlanes === 1 ? 'one plane' : `${nPlanes} planes (${axes.join(' x ')})`;
  return fail({
    place: `HDU ${hdu}, keyword NAXIS`,
    found: plane === undefined ? what : `${what}, and plane ${plane} asked for`,
    expected:
      plane === undefined ? 'a 2-D image, or a choice of the plane' : `a plane from 0 to ${nPlanes - 1}`,
    remedy:
      nPlanes === 1
        ? 'leave `plane` out'
        : `set \`plane\` to a number from 0 to ${nPlanes - 1}; NAXIS3 counts fastest`,
  });
}
