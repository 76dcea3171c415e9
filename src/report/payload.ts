import type { Noun } from './subject.js';

/** What the page's script is given, as JSON. Arrays are the base64 of little-endian typed arrays. */
export interface Payload {
  /** What the page is about, and how many there are of it. */
  readonly noun: Noun;
  readonly count: number;
  /** Distinct file names, and for each image its position among them (uint32; empty when all are of the first). */
  readonly sources: readonly string[];
  readonly sourceOf: string;
  /** What each is called in its file; empty when rows have no names. */
  readonly members: readonly string[];
  /** The column that has the rows' names. */
  readonly nameColumn: string | null;
  readonly cameras: readonly string[];
  readonly maps: readonly PayloadMap[];
  readonly colourings: readonly Colouring[];
  readonly clusterings: readonly PayloadClustering[];
  /** The images as the split has them, uint32; null without a split: then they come by index. */
  readonly order: string | null;
  readonly thumbnails: ThumbnailGrid | null;
}

/** In the order of the page's panels; the clusters themselves are the colouring of the same position. */
export interface PayloadClustering {
  /** uint16: how far each image is from its cluster's centre, in steps of the range, to order by; null when it is not known. */
  readonly distances: string | null;
}

export interface PayloadMap {
  readonly id: string;
  /** float32; NaN where the image has no place. */
  readonly x: string;
  readonly y: string;
}

export interface ThumbnailGrid {
  readonly columns: number;
  readonly perSheet: number;
  readonly count: number;
}

export type ColouringGroup =
  'Clusters' | 'Columns' | 'Statistics' | 'Truth' | 'Reconstruction' | 'Survey' | 'Table';

/** One way to colour the map; also one line of what is said about an image. */
export type Colouring = {
  readonly name: string;
  readonly group: ColouringGroup;
} & (
  | { readonly form: 'number'; readonly values: string }
  /** int16; -1 for none. */
  | { readonly form: 'category'; readonly names: readonly string[]; readonly of: string }
);
