import type { Resources } from '../core/plan.js';
import type { OutputSpec, StepKind } from '../core/step.js';
import type { Span } from './source.js';
import type { Mapping, Tree } from './tree.js';

/** A workflow file after the first pass: its shape is right, what its names mean is not known yet. */
export interface Frame {
  readonly name: string;
  readonly seed: Tree;
  readonly steps: ReadonlyMap<string, StepFrame>;
}

export interface StepFrame {
  readonly name: string;
  readonly nameAt: Span;
  /** Its place in the file, from 0. */
  readonly index: number;
  /** Undefined when `uses` names none. */
  readonly kind: StepKind | undefined;
  readonly description?: string;
  /** Undefined when they could not be read. */
  readonly inputs: ReadonlyMap<string, InputFrame> | undefined;
  /** Where `inputs:` stands, or the step's name when it has none. */
  readonly inputsAt: Span;
  /** Undefined when it could not be read. */
  readonly with: Mapping | undefined;
  /** Of a list that could not be read, without items. */
  readonly axes: ReadonlyMap<string, AxisFrame>;
  readonly axesKnown: AxesKnown;
  readonly gather: readonly NamedAxis[];
  readonly exclude: readonly Mapping[];
  /** Where `exclude:` stands, or the step's name when it has none. */
  readonly excludeAt: Span;
  /** Undefined when they could not be read, or the kind is unknown. */
  readonly outputs: Readonly<Record<string, OutputSpec>> | undefined;
  /** The names that are written under `outputs:`, those that cannot be used included; or those of the kind. */
  readonly outputNames: readonly string[];
  readonly resources: Resources;
  readonly retries: number;
  readonly timeoutMs?: number;
}

export interface NamedAxis {
  readonly name: string;
  readonly tree: Tree;
  readonly path: string;
}

/** What is known of a step's own axes: all of it, all names but not all values, or not even all names. */
export type AxesKnown = 'values' | 'names' | 'nothing';

/** One list of a sweep. */
export interface AxisFrame {
  readonly name: string;
  readonly keyAt: Span;
  readonly path: string;
  readonly items: readonly Tree[];
}

export interface InputFrame {
  readonly name: string;
  readonly keyAt: Span;
  readonly path: string;
  /** The value as written, for places. */
  readonly tree: Tree;
  readonly source: InputSource;
}

export type InputSource =
  | {
      readonly from: 'step';
      readonly step: string;
      readonly address: Address | undefined;
      readonly output: string;
    }
  | { readonly from: 'path'; readonly path: string; readonly tree: Tree }
  | { readonly from: 'glob'; readonly pattern: string; readonly tree: Tree }
  | { readonly from: 'unknown' };

/** The `k=6,seed=1` of `clusters@k=6,seed=1.labels`: what each axis's value reads as in an id. */
export type Address = ReadonlyMap<string, string>;
