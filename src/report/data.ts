import type { Json, JsonObject } from '../core/json.js';
import type { ArtifactCluster } from './artifact-words.js';
import type { CriterionChoice } from './choice-words.js';
import type { Separation } from './separation/separation-words.js';

/** All that a report is made of; `renderReport` adds nothing but words and lines. */
export interface ReportData {
  readonly title: string;
  /** Every step instance, in the plan's order. */
  readonly steps: readonly ReportStep[];
  /** Absent when the workflow reads no images. */
  readonly survey?: Survey;
  /** The rows that were sorted where no images were read; all that follows is then about them. */
  readonly table?: TableRows;
  readonly split?: SplitCounts;
  readonly thumbnails?: Thumbnails;
  readonly attributes: readonly Attribute[];
  readonly networks: readonly NetworkResult[];
  readonly clusterings: readonly Clustering[];
  /** What speaks for each K, by each step that compared clusterings. */
  readonly comparisons: readonly Comparison[];
  /** Which clusters and images look like artifacts, by each step that said so. */
  readonly artifacts: readonly ArtifactFinding[];
  /** How well artifacts are separated where the truth is known, by each step that measured it. */
  readonly separations: readonly Separation[];
  readonly maps: readonly EmbeddingMap[];
  readonly figures: readonly ReportFigure[];
  /** Outputs that could not be shown, and why. */
  readonly unshown: readonly { readonly output: string; readonly why: string }[];
}

export interface ReportStep {
  readonly id: string;
  readonly step: string;
  readonly kind: string;
  readonly cell: Readonly<Record<string, Json>>;
  readonly description?: string;
  readonly params: JsonObject;
  /** For each input, `instance.output` references or names of files. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: readonly ReportOutput[];
}

export interface ReportOutput {
  readonly name: string;
  readonly type: string;
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[];
  /** True when the report shows its content, not only its digest. */
  readonly isShown: boolean;
}

/** The images that were read. Position in these lists is the image's index. */
export interface Survey {
  readonly step: string;
  readonly nGood: number;
  readonly nFiles: number;
  readonly nGalaxies: number;
  readonly skipped: readonly SkippedImage[];
  readonly sources: readonly string[];
  readonly members: readonly string[];
  readonly cameras: readonly string[];
}

/** The rows of a table. Position in `names` is the row's index. */
export interface TableRows {
  /** The name of the file, or `instance.output`. */
  readonly source: string;
  readonly nRows: number;
  /** Absent when no column calls each row something else. */
  readonly names?: readonly string[];
  readonly nameColumn?: string;
  /** Empty when only the vectors are known. */
  readonly columns: readonly TableColumn[];
}

export interface TableColumn {
  readonly name: string;
  /** Empty, or a word in place of a number. */
  readonly nEmpty: number;
  /** Different values. */
  readonly nDistinct: number;
  /** NaN for a column that is not all numbers. */
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

export interface SkippedImage {
  readonly source: string;
  readonly member: string;
  readonly reason: string;
}

export interface SplitCounts {
  readonly nTrain: number;
  readonly nValidation: number;
  /** For each image: 1 for training, 2 for validation, 0 for neither. */
  readonly partOf: Uint8Array;
  /** The images as the split has them: the training part, then the validation part. */
  readonly order: Uint32Array;
}

/** Small pictures of all images, side by side in a few sheets. */
export interface Thumbnails {
  readonly columns: number;
  /** How many stand on a sheet; the last may be shorter. */
  readonly perSheet: number;
  /** Base64 of JPEG. */
  readonly sheets: readonly string[];
  readonly count: number;
  /** Sheets of those images that the page shows from the start. */
  readonly featured: { readonly indices: readonly number[]; readonly sheets: readonly string[] };
}

/** Something known of each image or row, by which the map can be coloured. */
export type Attribute = {
  readonly name: string;
  /** The step that says so. */
  readonly step: string;
  readonly about: 'statistic' | 'truth' | 'catalogue' | 'reconstruction' | 'column';
} & (
  | { readonly form: 'number'; readonly values: Float64Array }
  /** `of[i]` is a position in `names`, or -1. */
  | { readonly form: 'category'; readonly names: readonly string[]; readonly of: Int32Array }
);

export interface LayerRow {
  readonly name: string;
  readonly type: string;
  readonly output: string;
  readonly nParams: number;
  readonly isLatent: boolean;
}

export interface NetworkResult {
  readonly id: string;
  readonly kind: string;
  readonly input: string;
  readonly layers: readonly LayerRow[];
  readonly nParams: number;
  readonly nTrainable: number;
  /** Layers up to the latents. */
  readonly nEncoderParams: number;
  readonly nEncoderTrainable: number;
  readonly latentShape: string;
  readonly loss: string;
  readonly history?: History;
  readonly reconstructions: readonly ReconstructionSet[];
}

export interface History {
  readonly epochs: readonly number[];
  readonly loss: readonly number[];
  /** NaN where there is none. */
  readonly validationLoss: readonly number[];
}

export interface ReconstructionSet {
  readonly id: string;
  readonly pairs: readonly ReconstructionView[];
  readonly meanLoss: { readonly train: number; readonly validation: number };
}

export interface ReconstructionView {
  readonly index: number;
  /** PNG data URIs, log10 stretch. */
  readonly original: string;
  readonly reconstruction: string;
  readonly loss: number;
}

export interface Clustering {
  readonly id: string;
  readonly step: string;
  readonly cell: Readonly<Record<string, Json>>;
  readonly k: number;
  readonly labels: Int32Array;
  readonly inertia: number;
  readonly iterations: number;
  readonly sizes: readonly number[];
  readonly trainSizes: readonly number[];
  readonly validationSizes: readonly number[];
  /** For each cluster its first members in the split's order, the training part first. */
  readonly members: readonly (readonly number[])[];
  /** For each image how far it is from the centre of its cluster, in units of the vectors. */
  readonly distances?: Float32Array;
  /** For each cluster by what its rows differ, where the table's columns are known. */
  readonly profiles?: readonly ClusterProfile[];
}

/** What sets the rows of a cluster apart, what does so most first. */
export interface ClusterProfile {
  readonly columns: readonly ColumnContrast[];
  readonly groups: readonly GroupContrast[];
}

/** How far a cluster's mean of one column lies from that of all other rows. */
export interface ColumnContrast {
  readonly name: string;
  readonly inside: number;
  readonly elsewhere: number;
  /** `inside` less `elsewhere`, in standard deviations of the column over all rows. */
  readonly deviations: number;
}

/** The commonest group of a column of words in a cluster, and its share of the cluster and of all other rows. */
export interface GroupContrast {
  readonly name: string;
  readonly group: string;
  readonly inside: number;
  readonly elsewhere: number;
}

export interface Comparison {
  readonly id: string;
  /** `K = 3`, by number of clusters. */
  readonly clusterings: readonly string[];
  readonly criteria: readonly ComparedCriterion[];
}

export interface ComparedCriterion extends CriterionChoice {
  /** The true class that it is about; empty for one about all. */
  readonly of: string;
  /** For each clustering; NaN where there is none. */
  readonly values: readonly number[];
  /** For one about a class, the cluster that gathers it in each clustering; otherwise NaN. */
  readonly clusters: readonly number[];
}

export interface ArtifactFinding {
  readonly id: string;
  readonly clusterings: readonly {
    /** The step instance that made the clusters; empty when it is not known. */
    readonly instance: string;
    readonly said: string;
    readonly clusters: readonly ArtifactCluster[];
  }[];
  /** Every image that stands out by a statistic of its own, by index. */
  readonly standingOut: readonly number[];
  /** The images of the highest score, that first. */
  readonly images: readonly { readonly index: number; readonly score: number; readonly standsOut: string }[];
}

export interface EmbeddingMap {
  readonly id: string;
  readonly kind: string;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** `perplexity 30`, `KL divergence 1.23`. */
  readonly remarks: readonly string[];
}

export interface ReportFigure {
  readonly id: string;
  readonly kind: string;
  readonly description: string;
  /** A data URI of an image. */
  readonly src: string;
  /** True when `src` is a smaller copy of a figure too large for the page. */
  readonly isReduced: boolean;
  readonly file: string;
  readonly width: number;
  readonly height: number;
}
