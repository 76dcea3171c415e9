import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../core/result.js';
import { decodeNpy, NpyRows, type NpyArray } from '../../formats/npy.js';
import type { Split } from '../../numerics/train-validation-split.js';
import type { Picture } from '../../figures/panel.js';

export type Part = 'train' | 'validation' | 'all';

/** The images of a part in the split's order; without a split, or for `all`, every image by its index. */
export function partMembers(part: Part, split: Split | undefined, nImages: number): number[] {
  const everything = (): number[] => Array.from({ length: nImages }, (_, i) => i);
  return split === undefined || part === 'all' ? everything() : [...split[part]];
}

/** Reads int32 labels, one for each image. */
export async function readLabels(path: string, nImages: number): Promise<Result<Int32Array>> {
  const array = decodeNpy(await readFile(path), path);
  if (!array.ok) return array;
  return checkedLabels(array.value, path, nImages);
}

function checkedLabels({ shape, values }: NpyArray, path: string, nImages: number): Result<Int32Array> {
  if (!(values instanceof Int32Array) || shape.length !== 1 || values.length !== nImages) {
    return fail({
      reason: 'unsuitable-input',
      input: 'labels',
      file: path,
      found: `shape (${shape.join(', ')}) of ${values.constructor.name.replace('Array', '').toLowerCase()}`,
      expected: `(${nImages}) of int32, one for each image`,
      remedy: 'give the labels that were made from these images',
    });
  }
  return ok(values);
}

/** Reads int32 labels of as many images as there are. */
export async function anyLabels(path: string): Promise<Result<Int32Array>> {
  const array = decodeNpy(await readFile(path), path);
  return array.ok ? checkedLabels(array.value, path, array.value.values.length) : array;
}

/** Images in a file, read one at a time so that a large one never sits in memory whole. */
export interface ImageFile {
  readonly nImages: number;
  picture(index: number, title: string): Promise<Picture>;
  close(): Promise<void>;
}

/** Opens an `images.npy`: float32 (n, height, width). `input` is named in failures. */
export async function openImages(path: string, input: string): Promise<Result<ImageFile>> {
  const opened = await NpyRows.open(path);
  if (!opened.ok) return opened;
  const rows = opened.value;
  const [nImages = 0, height = 0, width = 0] = rows.shape;
  if (rows.shape.length !== 3 || rows.dtype !== 'float32' || height === 0 || width === 0) {
    await rows.close();
    return fail({
      reason: 'unsuitable-input',
      input,
      file: path,
      found: `shape (${rows.shape.join(', ')}) of ${rows.dtype}`,
      expected: '(images, height, width) of float32',
      remedy: 'take the images of an ingest or reconstruct step',
    });
  }
  return ok({
    nImages,
    picture: async (index, title) => ({
      pixels: (await rows.read(index, index + 1)) as Float32Array,
      height,
      width,
      title,
    }),
    close: () => rows.close(),
  });
}
