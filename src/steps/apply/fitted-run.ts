import type { Model } from '../../numerics/network/model.js';
import type { ScoreModel } from '../artifact-score/score-model.js';
import type { MeasureParams } from '../image-stats/measure-frame.js';
import type { IngestParams } from '../ingest/params.js';
import type { JoinModel } from '../join-vectors/join-model.js';
import type { EngineName } from '../network/engine.js';

/** Everything of a finished run that new images go through: frame -> image -> latents -> vectors -> clusters -> score. */
export interface FittedRun {
  /** The parameters of its ingest step, all of them. */
  readonly ingest: IngestParams;
  /** Those of its image-stats step; undefined when the run measures no statistics. */
  readonly measure: MeasureParams | undefined;
  readonly model: Model;
  readonly engine: EngineName;
  readonly clusterings: readonly FittedClustering[];
  /** Its artifact score, and which of the clusterings are those of the model, in the model's order. */
  readonly score: { readonly model: ScoreModel; readonly clusterings: readonly number[] } | undefined;
}

export interface FittedClustering {
  /** Names its columns: `k3`, `k3_seed1`. */
  readonly name: string;
  readonly k: number;
  readonly vectors: VectorSource;
  /** float32 (k, columns of the vectors). */
  readonly centres: Float32Array;
}

/** How an image's vector comes about. */
export type VectorSource =
  | { readonly from: 'latents'; readonly nColumns: number }
  | {
      readonly from: 'pca';
      readonly source: VectorSource;
      readonly nColumns: number;
      readonly pca: FittedPca;
    }
  /** Scaled vectors, with the evidence of the image's statistics where the model has it. */
  | {
      readonly from: 'join';
      readonly source: VectorSource;
      readonly nColumns: number;
      readonly join: JoinModel;
    };

/** As pca's `model` has it. */
export interface FittedPca {
  /** float64 (columns of the source). */
  readonly mean: Float64Array;
  /** float64 (components, columns of the source). */
  readonly components: Float64Array;
}
