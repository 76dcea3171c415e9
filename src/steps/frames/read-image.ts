import { fail, ok, type Result } from '../../core/result.js';
import { readFitsImage, type FitsImage } from '../../formats/fits/read-image.js';
import { unreadableInput, type InputFault, type InputOrigin } from '../../formats/input-fault.js';
import { fitsjsReader, type AsyncFitsReader } from '../ingest/fitsjs-reader.js';
import type { FrameChoice } from './frame-choice.js';

/** Which image of a FITS file, and what reads it. */
export type ImageChoice = Pick<FrameChoice, 'hdu' | 'plane' | 'engine'>;

/** The image of a FITS file, or the fault that its bytes could not be had by. */
export async function readImage(
  bytes: Result<Uint8Array, InputFault>,
  { hdu, plane, engine }: ImageChoice,
  origin: InputOrigin,
): Promise<Result<FitsImage>> {
  const reader = engine === 'own' ? ok(readFitsImage) : keptFitsjs();
  if (!reader.ok) return reader;
  const options = { hdu: hdu ?? undefined, plane: plane ?? undefined };
  const image = bytes.ok ? await reader.value(bytes.value, options) : bytes;
  return image.ok ? image : fail(unreadableInput(origin, image.failure));
}

let fitsjs: Result<AsyncFitsReader> | undefined;

/** Loaded when it is first asked for, by each thread. */
function keptFitsjs(): Result<AsyncFitsReader> {
  fitsjs ??= fitsjsReader();
  return fitsjs;
}
