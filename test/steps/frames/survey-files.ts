import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFits } from '../../../src/formats/fits/encode-fits.js';
import { encodeTar } from '../../../src/formats/tar-encode.js';

/** A FITS file of a tilted plane: pixel (y, x) is `offset` + y * width + x. */
export function rampFits(height: number, width: number, offset = 0): Uint8Array {
  const values = Float64Array.from({ length: height * width }, (_, i) => offset + i);
  return encodeFits({ width, height, bitpix: -64, values, cards: [{ keyword: 'REDSHIFT', value: 0.25 }] });
}

/** A FITS file of the pixels given, one row. */
export function rowFits(values: readonly number[]): Uint8Array {
  return encodeFits({ width: values.length, height: 1, bitpix: -64, values });
}

export function writeFile(folder: string, name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A tarball of one galaxy, its members named as the survey names them. */
export function writeTarball(folder: string, galaxy: string, images: readonly Uint8Array[]): string {
  const members = images.map((bytes, camera) => ({
    name: `home/survey/${galaxy}_sci_cam${camera}.fits`,
    bytes,
  }));
  return writeFile(folder, `${galaxy}_sci.tar`, encodeTar(members));
}
