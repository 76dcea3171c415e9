import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bytesSource } from '../../../src/formats/byte-source.js';
import { readFitsImage } from '../../../src/formats/fits/read-image.js';
import { listTar } from '../../../src/formats/tar-read.js';
import { surveyFolder } from '../repository.js';
import type { RawImage } from './measures.js';

export interface NamedImage extends RawImage {
  /** Galaxy and camera: `22_071:2`. */
  readonly name: string;
}

/** The 48 real images, which lie beside the repository. @throws when one cannot be read. */
export function realImages(): NamedImage[] {
  const tarballs = readdirSync(surveyFolder).filter((name) => name.endsWith('.tar'));
  return tarballs.sort().flatMap((tarball) => {
    const bytes = readFileSync(join(surveyFolder, tarball));
    const galaxy = /-1_(\d+_\d+)_/.exec(tarball)?.[1] ?? tarball;
    return listTar(bytesSource(bytes)).members.map(({ name, offset, size }, camera) => {
      const image = readFitsImage(bytes.subarray(offset, offset + size));
      if (!image.ok) throw new Error(`${name} cannot be read`);
      return { name: `${galaxy}:${camera}`, size: image.value.width, pixels: image.value.pixels };
    });
  });
}
