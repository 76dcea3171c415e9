import { fail, ok, type Result } from '../../../core/result.js';
import type { InputFault } from '../../input-fault.js';
import type { ImageShape } from '../image-shape.js';
import { heapLength } from './binary-table.js';
import type { CompressedImage } from './compressed-image.js';
import { findTile, unpackTile } from './unpack-tile.js';

/** A tile that meets the plane, and where. */
interface PlaneTile {
  readonly number: number;
  readonly nPixels: number;
  /** Where its first pixel of the plane stands in the plane. */
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
  /** Where that pixel stands in the tile; the plane's rows lie there one after another, since axes of length 1 alone are dropped. */
  readonly first: number;
}

/**
 * One plane of a compressed image; only the tiles that meet it are unpacked. All of them are first checked to have bytes enough
 * for their pixels, and no more in all than the heap, before memory for the plane is taken.
 * @param plane From 0 into all planes one after another, NAXIS3 fastest.
 * @returns width * height values, row-major; a fault for a tile that is damaged.
 */
export function readPlane(
  image: CompressedImage,
  shape: ImageShape,
  plane: number,
): Result<Float64Array, InputFault> {
  const heapBytes = heapLength(image.table);
  let tileBytes = 0;
  const unfit = visitTiles(image, { shape, plane }, ({ number, nPixels }) => {
    const found = findTile(image, number, nPixels);
    if (!found.ok) return found.failure;
    tileBytes += found.value.place.length;
    // If tiles could share an array, the time to walk it would be that of its bytes times the tiles.
    return tileBytes > heapBytes ? overlapping(image, { number, tileBytes, heapBytes }) : undefined;
  });
  if (unfit !== undefined) return fail(unfit);
  const pixels = new Float64Array(shape.width * shape.height);
  const mostInTile = image.tile.reduce((all, length) => all * length, 1);
  // A plane that is one tile is unpacked where it is to be.
  const isOneTile =
    mostInTile === pixels.length &&
    shape.imageAxes.every((axis) => image.tile[axis - 1] === image.axes[axis - 1]);
  const values = isOneTile ? pixels : new Float64Array(mostInTile);
  const workspace = { integers: new Int32Array(mostInTile), values };
  const damaged = visitTiles(image, { shape, plane }, (tile) => {
    const found = findTile(image, tile.number, tile.nPixels);
    if (!found.ok) return found.failure;
    const unpacked = unpackTile(image, found.value, workspace);
    if (!unpacked.ok) return unpacked.failure;
    if (unpacked.value !== pixels) copyTile(unpacked.value, tile, { pixels, width: shape.width });
    return undefined;
  });
  return damaged === undefined ? ok(pixels) : fail(damaged);
}

function overlapping(
  { table }: CompressedImage,
  { number, tileBytes, heapBytes }: Readonly<Record<'number' | 'tileBytes' | 'heapBytes', number>>,
): InputFault {
  return {
    place: `HDU ${table.hdu}, tile ${number + 1}`,
    found: `${tileBytes} bytes of tiles up to this one`,
    expected: `at most the ${heapBytes} bytes of the heap, of which tiles share none`,
    remedy: 'the file is damaged: fetch it again, or unpack it with funpack',
  };
}

function copyTile(
  values: Float64Array,
  { left, bottom, width, height, first }: PlaneTile,
  image: { readonly pixels: Float64Array; readonly width: number },
): void {
  for (let y = 0; y < height; y++) {
    const to = (bottom + y) * image.width + left;
    const from = first + y * width;
    for (let x = 0; x < width; x++) image.pixels[to + x] = values[from + x]!;
  }
}

/**
 * Visits the tiles that meet a plane until one has a fault, which is returned; none is kept, since there may be millions.
 * The tiles of the table are in the order of the image's axes, the first fastest.
 */
function visitTiles(
  { axes, tile }: CompressedImage,
  { shape, plane }: { readonly shape: ImageShape; readonly plane: number },
  visit: (tile: PlaneTile) => InputFault | undefined,
): InputFault | undefined {
  const across = shape.imageAxes[0] - 1;
  const up = shape.imageAxes[1] - 1;
  const position = positionOf(axes, [across, up], plane);
  // Nothing depends on the others, of which there may be 999.
  const longer = axes.flatMap((length, axis) => (length > 1 || axis === across || axis === up ? [axis] : []));
  for (let bottom = 0; bottom < axes[up]!; bottom += tile[up]!) {
    for (let left = 0; left < axes[across]!; left += tile[across]!) {
      let number = 0;
      let tilesBefore = 1;
      let nPixels = 1;
      let first = 0;
      for (const axis of longer) {
        const pixel = axis === across ? left : axis === up ? bottom : position[axis]!;
        const index = Math.floor(pixel / tile[axis]!);
        number += index * tilesBefore;
        first += (pixel - index * tile[axis]!) * nPixels;
        tilesBefore *= Math.ceil(axes[axis]! / tile[axis]!);
        nPixels *= Math.min(tile[axis]!, axes[axis]! - index * tile[axis]!);
      }
      const width = Math.min(tile[across]!, axes[across]! - left);
      const height = Math.min(tile[up]!, axes[up]! - bottom);
      const fault = visit({ number, nPixels, left, bottom, width, height, first });
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

/** Where a plane lies on the axes that are not its own; 0 on those. */
function positionOf(axes: readonly number[], own: readonly number[], plane: number): number[] {
  let rest = plane;
  return axes.map((length, axis) => {
    if (own.includes(axis)) return 0;
    const pixel = rest % length;
    rest = Math.floor(rest / length);
    return pixel;
  });
}
