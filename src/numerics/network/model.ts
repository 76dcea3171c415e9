import type { Architecture, Weights } from './architecture.js';

/** A value that JSON can hold: how a model was trained, as the trainer or the importer tells it. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** A network with its weights: what training and importing make, and what encoding and reconstructing read. */
export interface Model {
  readonly architecture: Architecture;
  /** Index into `architecture.layers` of the layer whose output is the latents. */
  readonly latentLayer: number;
  /** A tensor for each that `resolveLayers` names, and no other. */
  readonly weights: Weights;
  /** Where the weights come from; never anything that depends on the time or the machine. */
  readonly training?: JsonValue;
}

/**
 * The layer whose output is the latents, by the `latent: true` mark: the marked layer, or the batch norm that follows it at once.
 * @returns An index into `architecture.layers`; undefined unless exactly one layer carries the mark.
 */
export function markedLatentLayer(architecture: Architecture): number | undefined {
  const marked = architecture.layers.flatMap((layer, index) => (layer.latent === true ? [index] : []));
  const [index] = marked;
  if (index === undefined || marked.length !== 1) return undefined;
  const isOwnNorm = architecture.layers[index]?.kind === 'batch-norm';
  return !isOwnNorm && architecture.layers[index + 1]?.kind === 'batch-norm' ? index + 1 : index;
}
