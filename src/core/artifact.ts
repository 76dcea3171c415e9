import type { Digest } from './identifiers.js';

/** What an output is: planning checks that an input accepts it. Each type has one file format (see the design's table). */
export const artifactTypes = [
  'files',
  'file',
  'images',
  'catalogue',
  'split',
  'model',
  'vectors',
  'labels',
  'table',
  'embedding',
  'figure',
  'report',
] as const;

export type ArtifactType = (typeof artifactTypes)[number];

/** A file with its content's digest. `name` is relative to its folder, with `/` between parts. */
export interface StoredFile {
  readonly name: string;
  readonly sha256: Digest;
  readonly bytes: number;
}

/** What a step instance left under one output name: one file, or a folder of files sorted by name. */
export type StoredOutput =
  | ({ readonly form: 'file' } & StoredFile)
  | {
      readonly form: 'folder';
      readonly name: string;
      readonly files: readonly StoredFile[];
      /** SHA-256 of the canonical JSON of the files' names and digests. */
      readonly sha256: Digest;
      readonly bytes: number;
    };
