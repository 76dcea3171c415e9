import type { StepKind } from '../core/step.js';

/** The one list of kinds, in the order of a pipeline. Each is loaded when a workflow uses it: all together they take longer than a run that has nothing to do. */
const loaders: Readonly<Record<string, () => Promise<StepKind>>> = {
  'mock-survey': async () => (await import('./mock-survey.js')).mockSurvey,
  ingest: async () => (await import('./ingest.js')).ingest,
  split: async () => (await import('./split.js')).split,
  'train-autoencoder': async () => (await import('./train-autoencoder.js')).trainAutoencoder,
  'import-model': async () => (await import('./import-model.js')).importModel,
  'export-model': async () => (await import('./export-model.js')).exportModel,
  encode: async () => (await import('./encode.js')).encode,
  reconstruct: async () => (await import('./reconstruct.js')).reconstruct,
  pca: async () => (await import('./pca.js')).pca,
  kmeans: async () => (await import('./kmeans.js')).kmeans,
  assign: async () => (await import('./assign.js')).assign,
  tsne: async () => (await import('./tsne.js')).tsne,
  'table-vectors': async () => (await import('./table-vectors.js')).tableVectors,
  'join-vectors': async () => (await import('./join-vectors.js')).joinVectors,
  'compare-clusterings': async () => (await import('./compare-clusterings.js')).compareClusterings,
  'image-stats': async () => (await import('./image-stats.js')).imageStats,
  'artifact-score': async () => (await import('./artifact-score.js')).artifactScore,
  separation: async () => (await import('./separation.js')).separation,
  gallery: async () => (await import('./gallery.js')).gallery,
  scatter: async () => (await import('./scatter.js')).scatter,
  curves: async () => (await import('./curves.js')).curves,
  alluvial: async () => (await import('./alluvial.js')).alluvial,
  heatmap: async () => (await import('./heatmap.js')).heatmap,
  histogram: async () => (await import('./histogram.js')).histogram,
  report: async () => (await import('./report.js')).report,
  command: async () => (await import('./command.js')).command,
};

export const kindNames: readonly string[] = Object.keys(loaders);

/** @returns undefined when there is no such kind. */
export async function loadKind(name: string): Promise<StepKind | undefined> {
  return Object.hasOwn(loaders, name) ? loaders[name]?.() : undefined;
}
