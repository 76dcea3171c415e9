import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { svgToPng } from '../../figures/raster.js';

/** Writes a figure into its folder: `figure.svg`, and the same drawn as `figure.png`. */
export async function writeFigure(folder: string, svg: string): Promise<void> {
  await writeFile(join(folder, 'figure.svg'), `${svg}\n`);
  await writeFile(join(folder, 'figure.png'), await svgToPng(svg));
}
