import type { Failure } from '../../core/failure.js';
import type { FitsValue } from '../../formats/fits/card.js';
import type { CsvValue } from '../../formats/csv.js';
import type { BasicStatistics } from '../../numerics/image-statistics.js';
import { wcsKeywords } from '../../formats/fits/wcs.js';
import type { FrameId } from '../frames/read-frames.js';
import type { IngestParams } from './params.js';

/** The columns of every catalogue; `addedColumns` come after them. */
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

type Added = Pick<IngestParams, 'hdu' | 'plane' | 'header_keywords' | 'wcs'>;

/** Columns that the parameters ask for: which HDU and plane each image is, where that was chosen; header keywords; coordinates. */
export function addedColumns({ hdu, plane, header_keywords, wcs }: Added): string[] {
  return [
    ...(hdu === null ? [] : ['hdu']),
    ...(plane === null ? [] : ['plane']),
    ...headerColumns({ header_keywords, wcs }),
  ];
}

/** One image tried. Without a failure it is good and has an index. */
export interface CatalogueEntry extends FrameId {
  /** Row in images.npy. */
  readonly index?: number;
  readonly failure?: Failure;
  /** This and what follows only of an image that could be read. */
  readonly shape?: { readonly height: number; readonly width: number };
  readonly statistics?: BasicStatistics;
  /** Number of the HDU that it is in. */
  readonly hdu?: number;
  /** Values of the header keywords asked for and of the coordinates, null where absent; not the header, which would add up over 40,000 images. */
  readonly headerFields?: readonly CsvValue[];
}

/** One row of catalogue.csv. Statistics are of the raw frame, NaN pixels apart; a header keyword that is absent is left empty. */
export function catalogueRow(entry: CatalogueEntry, params: Added): CsvValue[] {
  const { index, failure, shape, statistics, headerFields } = entry;
  return [
    index ?? null,
    entry.source,
    entry.member,
    entry.camera ?? null,
    entry.galaxy,
    failure === undefined ? 'good' : 'skipped',
    failure === undefined ? '' : reasonPhrase(failure, entry.member),
    shape?.height ?? null,
    shape?.width ?? null,
    statistics?.min ?? null,
    statistics?.max ?? null,
    statistics?.mean ?? null,
    statistics?.zeroFluxFraction ?? null,
    ...(params.hdu === null ? [] : [entry.hdu ?? null]),
    ...(params.plane === null ? [] : [params.plane]),
    ...headerColumns(params).map((_, i) => headerFields?.[i] ?? null),
  ];
}

/** Those of the added columns that come from headers. */
export function headerColumns({ header_keywords, wcs }: Pick<Added, 'header_keywords' | 'wcs'>): string[] {
  return [...header_keywords, ...(wcs ? wcsKeywords : [])];
}

/**
 * `HDU 0, byte 5760: 100 bytes of data, expected 59168 bytes`.
 * @param shownMember What stands beside it; another member that the failure is of is named.
 */
export function reasonPhrase(failure: Failure, shownMember: string): string {
  if (failure.reason !== 'unreadable-input' && failure.reason !== 'unsuitable-input') return failure.reason;
  const member = failure.member === shownMember ? undefined : failure.member;
  const place = failure.reason === 'unreadable-input' ? failure.place : undefined;
  const where = [member, place].filter((part) => part !== undefined).join(', ');
  return `${where === '' ? '' : `${where}: `}${failure.found}, expected ${failure.expected}`;
}

/** A header value as a field of a table: T and F for a logical one, digits for a large integer. */
export function headerField(value: FitsValue): CsvValue {
  if (value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return typeof value === 'bigint' ? String(value) : value;
}
