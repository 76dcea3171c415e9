import { readFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../../core/result.js';
import { encodePng } from '../../formats/png.js';
import { svgToPixels } from '../../figures/raster.js';
import type { ReportFigure } from '../../report/data.js';
import { coarserLevels } from '../../report/thumbnails.js';
import { outputFile, type Results } from './results.js';

/** Above this many characters (a gallery of many panels) a figure is shown as a smaller picture of itself. */
const maxSvgLength = 250_000;
const reducedWidthPx = 840;

/** Every figure of the workflow, in its order. */
export async function readFigures(results: Results): Promise<ReportFigure[]> {
  const figures: ReportFigure[] = [];
  for (const output of results.ofType('figure')) {
    const file = outputFile(output, 'figure.svg');
    if (file === undefined) continue;
    const picture = results.shown(output, await figurePicture(file.path));
    if (picture === undefined) continue;
    const { item } = output;
    figures.push({
      id: item.instance,
      kind: item.kind,
      description: item.description ?? '',
      file: `outputs/${item.instance}/figure/figure.svg`,
      ...picture,
    });
  }
  return figures;
}

type FigurePicture = Pick<ReportFigure, 'src' | 'isReduced' | 'width' | 'height'>;

/** Shown through an image element, in which an SVG's scripts and links are dead. */
async function figurePicture(path: string): Promise<Result<FigurePicture>> {
  const svg = await readFile(path, 'utf8');
  const [, width, height] = /<svg\b[^>]*\bwidth="([\d.]+)"[^>]*\bheight="([\d.]+)"/.exec(svg) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if (!(size.width > 0 && size.height > 0)) {
    const expected = 'an SVG document with a width and a height';
    return fail({ reason: 'unreadable-input', file: path, found: 'no size', expected });
  }
  if (svg.length <= maxSvgLength) {
    const src = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
    return ok({ src, isReduced: false, ...size });
  }
  return reducedPicture(path, svg, size);
}

async function reducedPicture(
  path: string,
  svg: string,
  size: { width: number; height: number },
): Promise<Result<FigurePicture>> {
  const zoom = Math.min(1, reducedWidthPx / size.width);
  try {
    const { pixels, width, height } = await svgToPixels(svg, zoom);
    const rgb = new Uint8Array(width * height * 3);
    for (let i = 0; i < width * height; i += 1) rgb.set(pixels.subarray(4 * i, 4 * i + 3), 3 * i);
    const png = encodePng({ width, height, channels: 3, pixels: coarserLevels(rgb, 32) });
    const src = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
    return ok({ src, isReduced: true, ...size });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return fail({ reason: 'unreadable-input', file: path, found, expected: 'an SVG document' });
  }
}
