import { fail, ok, type Result } from '../../core/result.js';
import type { InputFile } from '../../core/step.js';
import { NpyRows } from '../../formats/npy.js';
import type { ImageRows } from '../../numerics/network/image-rows.js';

/** An `images.npy` that is read image by image. */
export interface OpenImages {
  readonly rows: ImageRows;
  readonly height: number;
  readonly width: number;
  readonly path: string;
  close(): Promise<void>;
}

/** @returns Failure `unsuitable-input` unless the file holds float32 images (n, height, width), n at least 1. */
export async function openImages(file: InputFile): Promise<Result<OpenImages>> {
  const opened = await NpyRows.open(file.path);
  if (!opened.ok) return opened;
  const npy = opened.value;
  const [count = 0, height = 0, width = 0] = npy.shape;
  if (npy.shape.length !== 3 || npy.dtype !== 'float32' || count * height * width === 0) {
    await npy.close();
    return fail({
      reason: 'unsuitable-input',
      input: 'images',
      file: file.path,
      found: `shape (${npy.shape.join(', ')}) of ${npy.dtype}`,
      expected: '(images, height, width) of float32, at least one image',
      remedy: 'give the images of an ingest step',
    });
  }
  return ok({
    rows: { count, length: height * width, read: (index, target) => npy.readInto(index, target) },
    height,
    width,
    path: file.path,
    close: () => npy.close(),
  });
}

/** The index of the first image with a value that is not finite; undefined when all are good. */
export async function firstNonFinite(images: OpenImages): Promise<number | undefined> {
  const image = new Float32Array(images.rows.length);
  for (let index = 0; index < images.rows.count; index++) {
    await images.rows.read(index, image);
    if (!image.every(Number.isFinite)) return index;
  }
  return undefined;
}
