import type { Failure } from '../../core/failure.js';
import type { InputFile } from '../../core/step.js';
import { basicStatistics } from '../../numerics/image-statistics.js';
import type { Frame } from '../frames/read-frames.js';
import { headerField, type CatalogueEntry } from './catalogue.js';
import { prepareImage, type Preparation } from './prepare-image.js';

/** One frame as it goes into the outputs: its row of the catalogue, and its pixels when it is good. */
export interface TakenFrame {
  readonly entry: CatalogueEntry;
  readonly values?: Float32Array;
}

/** @param context.index The row in images.npy that the frame has if it is good. */
export function takeFrame(
  frame: Frame,
  context: Preparation & {
    readonly file: InputFile;
    readonly index: number;
    readonly header_keywords: readonly string[];
  },
): TakenFrame {
  const { source, member, camera, galaxy, image } = frame;
  const id = { source, member, camera, galaxy };
  if (!image.ok) return { entry: { ...id, failure: image.failure } };
  const { height, width, header } = image.value;
  const statistics = basicStatistics(image.value.pixels);
  const headerFields = context.header_keywords.map((keyword) => headerField(header.value(keyword)));
  const read = { ...id, shape: { height, width }, statistics, headerFields };
  const prepared = prepareImage(image.value, statistics, context);
  if (prepared.ok) return { entry: { ...read, index: context.index }, values: prepared.value };
  const failure: Failure = {
    reason: 'unsuitable-input',
    input: 'files',
    file: context.file.path,
    ...(member === '' ? {} : { member }),
    ...prepared.failure,
  };
  return { entry: { ...read, failure } };
}

/** Where a bad image ends the step, its message also tells how to go on without it. */
export function withSkipRemedy(failure: Failure): Failure {
  if (failure.reason !== 'unreadable-input' && failure.reason !== 'unsuitable-input') return failure;
  const skip = 'set `bad_images: skip` to go on without bad images';
  return { ...failure, remedy: failure.remedy === undefined ? skip : `${failure.remedy}; or ${skip}` };
}
