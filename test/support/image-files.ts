import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { writeNpy } from '../../src/formats/npy.js';
import { generator } from '../../src/numerics/generator.js';
import { temporaryFolder } from './temporary-folder.js';

/** Writes `images.npy` with bright spots on a dim sky, in [0, 1]. */
export async function spotImages(nImages: number, side: number): Promise<string> {
  const random = generator(1, 'spot-images');
  const values = new Float32Array(nImages * side * side);
  for (let image = 0; image < nImages; image++) {
    const [row, column] = [random.integer(side), random.integer(side)];
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const distance = (y - row) * (y - row) + (x - column) * (x - column);
        values[(image * side + y) * side + x] = 0.1 * random.uniform() + 0.9 / (1 + 0.2 * distance);
      }
  }
  return imageFile([nImages, side, side], values);
}

export async function imageFile(
  shape: readonly number[],
  values: Float32Array | Float64Array,
): Promise<string> {
  const path = join(temporaryFolder(), 'images.npy');
  await writeNpy(path, { shape, values });
  return path;
}

export function splitFile(train: readonly number[], validation: readonly number[]): string {
  const path = join(temporaryFolder(), 'split.json');
  writeFileSync(path, JSON.stringify({ train, validation }));
  return path;
}
