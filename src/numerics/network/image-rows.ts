/** Images to be read row by row, so that they need not all lie in memory. */
export interface ImageRows {
  readonly count: number;
  /** Values an image. */
  readonly length: number;
  /** Writes as many images as `target` has room for, from image `index` on. */
  read(index: number, target: Float32Array): void | Promise<void>;
}

/** Images that lie in memory one after another. */
export function imagesInMemory(values: Float32Array, length: number): ImageRows {
  return {
    count: length === 0 ? 0 : Math.floor(values.length / length),
    length,
    read: (index, target) => {
      target.set(values.subarray(index * length, index * length + target.length));
    },
  };
}

/** Some of the images, in the order of `indices`. */
export function selectImages(images: ImageRows, indices: ArrayLike<number>): ImageRows {
  const { length } = images;
  return {
    count: indices.length,
    length,
    read: async (index, target) => {
      const chosen = Array.from({ length: target.length / length }, (_, i) => indices[index + i]!);
      await readImages(images, chosen, target);
    },
  };
}

/** Copies images to `target`, each run of neighbours at one go; the readings go on side by side. */
export async function readImages(
  images: ImageRows,
  indices: ArrayLike<number>,
  target: Float32Array,
): Promise<void> {
  const { length } = images;
  const readings: Promise<void>[] = [];
  for (let start = 0; start < indices.length;) {
    let end = start + 1;
    while (end < indices.length && indices[end] === indices[start]! + end - start) end++;
    const reading = images.read(indices[start]!, target.subarray(start * length, end * length));
    if (reading !== undefined) readings.push(reading);
    start = end;
  }
  await Promise.all(readings);
}

/** Reads a batch ahead, so that a file is read while the batch before is computed. */
export class BatchReader {
  readonly #images: ImageRows;
  readonly #staging: Float32Array;
  #reading: Promise<void> | undefined;
  #length = 0;

  /** @param batchSize Images of the largest batch. */
  constructor(images: ImageRows, batchSize: number) {
    this.#images = images;
    this.#staging = new Float32Array(Math.min(batchSize, images.count) * images.length);
  }

  /** Begins to read a batch; the one before must have been taken. */
  begin(indices: ArrayLike<number>): void {
    this.#length = indices.length * this.#images.length;
    this.#reading = readImages(this.#images, indices, this.#staging.subarray(0, this.#length));
    // Told when the batch is taken; if it never is, nobody needs to know.
    this.#reading.catch(() => undefined);
  }

  /** Waits for the batch that was begun and copies it to the start of `target`. */
  async take(target: Float32Array): Promise<void> {
    if (this.#reading === undefined) throw new Error('no batch was begun');
    await this.#reading;
    this.#reading = undefined;
    target.set(this.#staging.subarray(0, this.#length));
  }
}
