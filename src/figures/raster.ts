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
export async function svgToPng(svg: string, zoom = 2): Promise<Uint8Array> {
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
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    renderer.free();
  }
}
