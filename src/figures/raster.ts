import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

const locate = createRequire(import.meta.url);

let fonts: Promise<Uint8Array[]> | undefined;

/** Once a process: the renderer keeps one WebAssembly instance. */
async function loadRenderer(): Promise<Uint8Array[]> {
  await initWasm(readFileSync(locate.resolve('@resvg/resvg-wasm/index_bg.wasm')));
  return ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) =>
    readFileSync(locate.resolve(`dejavu-fonts-ttf/ttf/${name}`)),
  );
}

/**
 * Draws an SVG document as a PNG file. The renderer is WebAssembly and the fonts come along, so the bytes are the same on every machine.
 * @param zoom Pixels of the PNG for each pixel of the SVG.
 * @throws Error when the text is no SVG document.
 */
export function svgToPng(svg: string, zoom = 2): Promise<Uint8Array> {
  return drawn(svg, zoom, (image) => image.asPng());
}

export interface DrawnPixels {
  readonly width: number;
  readonly height: number;
  /** Row-major RGBA. */
  readonly pixels: Uint8Array;
}

/** The same as pixels. */
export function svgToPixels(svg: string, zoom: number): Promise<DrawnPixels> {
  return drawn(svg, zoom, ({ width, height, pixels }) => ({ width, height, pixels: pixels.slice() }));
}

type RenderedImage = ReturnType<InstanceType<typeof Resvg>['render']>;

async function drawn<T>(svg: string, zoom: number, use: (image: RenderedImage) => T): Promise<T> {
  fonts ??= loadRenderer();
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: {
      fontBuffers: await fonts,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  try {
    const image = renderer.render();
    try {
      return use(image);
    } finally {
      image.free();
    }
  } finally {
    renderer.free();
  }
}
