import type { Failure } from '../../core/failure.js';
import type { FitsValue } from '../../formats/fits/card.js';
import type { CsvValue } from '../../formats/csv.js';
import type { BasicStatistics } from '../../numerics/image-statistics.js';
import type { FrameId } from '../frames/read-frames.js';

/** The columns of every catalogue; header keywords asked for come after them. */
export const catalogueColumns = [
  'index',
  'source',
  'member',
  'camera',
  'galaxy',
  'status',
  'reason',
  'height',
  'width',
  'min',
  'max',
  'mean',
  'zero_flux_fraction',
] as const;

/** One image tried. Without a failure it is good and has an index. */
export interface CatalogueEntry extends FrameId {
  /** Row in images.npy. */
  readonly index?: number;
  readonly failure?: Failure;
  /** This and what follows only of an image that could be read. */
  readonly shape?: { readonly height: number; readonly width: number };
  readonly statistics?: BasicStatistics;
  /** Values of the header keywords asked for, null where absent; not the header, which would add up over 40,000 images. */
  readonly headerFields?: readonly CsvValue[];
}

/** One row of catalogue.csv. Statistics are of the raw frame, NaN pixels apart; a header keyword that is absent is left empty. */
export function catalogueRow(entry: CatalogueEntry, headerKeywords: readonly string[]): CsvValue[] {
  const { index, failure, shape, statistics, headerFields } = entry;
  return [
    index ?? null,
    entry.source,
    entry.member,
    entry.camera ?? null,
    entry.galaxy,
    failure === undefined ? 'good' : 'skipped',
    failure === undefined ? '' : reasonPhrase(failure),
    shape?.height ?? null,
    shape?.width ?? null,
    statistics?.min ?? null,
    statistics?.max ?? null,
    statistics?.mean ?? null,
    statistics?.zeroFluxFraction ?? null,
    ...headerKeywords.map((_, i) => headerFields?.[i] ?? null),
  ];
}

/** `HDU 0, byte 5760: 100 bytes of data, expected 59168 bytes`. */
export function reasonPhrase(failure: Failure): string {
  if (failure.reason === 'unreadable-input') {
    const place = failure.place === undefined ? '' : `${failure.place}: `;
    return `${place}${failure.found}, expected ${failure.expected}`;
  }
  if (failure.reason === 'unsuitable-input') return `${failure.found}, expected ${failure.expected}`;
  return failure.reason;
}

/** A header value as a field of a table: T and F for a logical one, digits for a large integer. */
export function headerField(value: FitsValue): CsvValue {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return typeof value === 'bigint' ? String(value) : value;
}
