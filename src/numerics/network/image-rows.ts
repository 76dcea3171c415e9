/** Images to be read row by row, so that they need not all lie in memory. */
export interface ImageRows {
  readonly count: number;
  /** Values an image. */
  readonly length: number;
  /** Writes image `index` to `target`, `length` values. */
  read(index: number, target: Float32Array): void | Promise<void>;
}

/** Images that lie in memory one after another. */
export function imagesInMemory(values: Float32Array, length: number): ImageRows {
  return {
    count: length === 0 ? 0 : Math.floor(values.length / length),
    length,
    read: (index, target) => {
      target.set(values.subarray(index * length, (index + 1) * length));
    },
  };
}

/** Some of the images, in the order of `indices`. */
export function selectImages(images: ImageRows, indices: ArrayLike<number>): ImageRows {
  return {
    count: indices.length,
    length: images.length,
    read: (index, target) => images.read(indices[index]!, target),
  };
}
