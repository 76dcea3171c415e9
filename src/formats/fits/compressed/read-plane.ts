import { ok, type Result } from '../../../core/result.js';
import type { InputFault } from '../../input-fault.js';
import type { ImageShape } from '../image-shape.js';
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
  /** In the tile: of that pixel, and from a pixel of the plane to the next in the row and to the next row. */
  readonly first: number;
  readonly columnStride: number;
  readonly rowStride: number;
}

/**
 * One plane of a compressed image; only the tiles that meet it are unpacked. All of them are first checked to have bytes enough
 * for their pixels, before memory for the plane is taken.
 * @param plane From 0 into all planes one after another, NAXIS3 fastest.
 * @returns width * height values, row-major; a fault for a tile that is damaged.
 */
export function readPlane(
  image: CompressedImage,
  shape: ImageShape,
  plane: number,
): Result<Float64Array, InputFault> {
  for (const { number, nPixels } of tilesOf(image, shape, plane)) {
    const found = findTile(image, number, nPixels);
    if (!found.ok) return found;
  }
  const pixels = new Float64Array(shape.width * shape.height);
  for (const tile of tilesOf(image, shape, plane)) {
    const found = findTile(image, tile.number, tile.nPixels);
    if (!found.ok) return found;
    const values = unpackTile(image, found.value);
    if (!values.ok) return values;
    copyTile(values.value, tile, { pixels, width: shape.width });
  }
  return ok(pixels);
}

function copyTile(
  values: Float64Array,
  { left, bottom, width, height, first, columnStride, rowStride }: PlaneTile,
  image: { readonly pixels: Float64Array; readonly width: number },
): void {
  for (let y = 0; y < height; y++) {
    const to = (bottom + y) * image.width + left;
    const from = first + y * rowStride;
    if (columnStride === 1) image.pixels.set(values.subarray(from, from + width), to);
    else for (let x = 0; x < width; x++) image.pixels[to + x] = values[from + x * columnStride]!;
  }
}

/** The tiles of the table are in the order of the image's axes, the first fastest. */
function* tilesOf(
  { axes, tile }: CompressedImage,
  { imageAxes, width, height }: ImageShape,
  plane: number,
): Generator<PlaneTile> {
  const [across, up] = [imageAxes[0] - 1, imageAxes[1] - 1];
  const position = positionOf(axes, [across, up], plane);
  const nTiles = axes.map((length, axis) => Math.ceil(length / tile[axis]!));
  // Nothing depends on the others, of which there may be 999.
  const longer = axes.flatMap((length, axis) => (length > 1 || axis === across || axis === up ? [axis] : []));
  for (let tileY = 0; tileY < nTiles[up]!; tileY++) {
    for (let tileX = 0; tileX < nTiles[across]!; tileX++) {
      const [left, bottom] = [tileX * tile[across]!, tileY * tile[up]!];
      let [columnStride, rowStride] = [1, 1];
      let [number, nPixels, tilesBefore, first] = [0, 1, 1, 0];
      for (const axis of longer) {
        const pixel = axis === across ? left : axis === up ? bottom : position[axis]!;
        const index = Math.floor(pixel / tile[axis]!);
        if (axis === across) columnStride = nPixels;
        if (axis === up) rowStride = nPixels;
        number += index * tilesBefore;
        first += (pixel - index * tile[axis]!) * nPixels;
        tilesBefore *= nTiles[axis]!;
        nPixels *= Math.min(tile[axis]!, axes[axis]! - index * tile[axis]!);
      }
      yield {
        ...{ number, nPixels, left, bottom, first, columnStride, rowStride },
        width: Math.min(tile[across]!, width - left),
        height: Math.min(tile[up]!, height - bottom),
      };
    }
  }
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
