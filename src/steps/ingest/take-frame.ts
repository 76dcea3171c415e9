import type { Failure } from '../../core/failure.js';
import type { InputFile } from '../../core/step.js';
import { celestialWcs, wcsKeywords } from '../../formats/fits/wcs.js';
import type { FitsImage } from '../../formats/fits/read-image.js';
import type { CsvValue } from '../../formats/csv.js';
import type { Frame } from '../frames/read-frames.js';
import { headerField, type CatalogueEntry } from './catalogue.js';
import type { IngestParams } from './params.js';
import { prepareImage } from './prepare-image.js';

/** One frame as it goes into the outputs: its row of the catalogue, and its pixels when it is good. */
export interface TakenFrame {
  /** Without an index yet, which follows from the frames before. */
  readonly entry: CatalogueEntry;
  readonly values?: Float32Array;
  /** The raw frame, when it could be read. */
  readonly image?: FitsImage;
}

/** @param file That it came from. */
export function takeFrame(frame: Frame, file: InputFile, params: IngestParams): TakenFrame {
  const { source, member, camera, galaxy } = frame;
  const id = { source, member, camera, galaxy };
  if (!frame.image.ok) return { entry: { ...id, failure: frame.image.failure } };
  const image = frame.image.value;
  const { statistics, values } = prepareImage(image, params);
  const entry = {
    ...id,
    shape: { height: image.height, width: image.width },
    statistics,
    hdu: image.hdu,
    headerFields: headerFields(image, params),
  };
  if (values.ok) return { entry, values: values.value, image };
  const failure: Failure = {
    reason: 'unsuitable-input',
    input: 'files',
    file: file.path,
    ...(member === '' ? {} : { member }),
    ...values.failure,
  };
  return { entry: { ...entry, failure }, image };
}

function headerFields(image: FitsImage, { header_keywords, wcs }: IngestParams): CsvValue[] {
  const fields = header_keywords.map((keyword) => headerField(image.header.value(keyword)));
  if (!wcs) return fields;
  const coordinates = celestialWcs(image);
  return [...fields, ...wcsKeywords.map((keyword) => headerField(coordinates.get(keyword)))];
}

/** Where a bad image ends the step, its message also tells how to go on without it. */
export function withSkipRemedy(failure: Failure): Failure {
  if (failure.reason !== 'unreadable-input' && failure.reason !== 'unsuitable-input') return failure;
  const skip = 'set `bad_images: skip` to go on without bad images';
  return { ...failure, remedy: failure.remedy === undefined ? skip : `${failure.remedy}; or ${skip}` };
}
