/** A place in a workflow file, or in a `--set` option; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters of the line the place covers, at least 1. */
  readonly length: number;
  /** The text of that line. */
  readonly sourceLine: string;
}

/** One thing wrong with a workflow. A stage collects all of them before it gives up. */
export interface Diagnostic {
  readonly place: Place;
  /** Where in the document, `clusters.sweep.k[1]`. */
  readonly path: string;
  readonly problem: Problem;
  /** The place that made use of the value, when the value itself stands elsewhere (an interpolated parameter). */
  readonly usedAt?: Place;
}

/** A closed union of facts, `kind` telling which; `ui/` makes the sentences. */
export type Problem = { readonly kind: 'syntax'; readonly found: string; readonly remedy?: string };
