import type { InputFile } from '../../core/step.js';
import { readFrames } from '../frames/read-frames.js';
import type { IngestParams } from './params.js';
import { takeFrame, type TakenFrame } from './take-frame.js';

/** The frames of one file as `ingest` takes them, in the order of `cameras`. Whatever is wrong with them is in their entries. */
export async function* ingestFile(file: InputFile, params: IngestParams): AsyncGenerator<TakenFrame> {
  for await (const frame of readFrames(file, params)) yield takeFrame(frame, file, params);
}
