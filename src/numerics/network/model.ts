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

/** Indices of all layers with `latent: true`. */
export function markedLayers({ layers }: Architecture): number[] {
  return layers.flatMap((layer, index) => (layer.latent === true ? [index] : []));
}

/**
 * The layer whose output is the latents, by the `latent: true` mark: the marked layer, or the batch norm that follows it at once.
 * @returns An index into `architecture.layers`; undefined unless exactly one layer carries the mark.
 */
export function markedLatentLayer(architecture: Architecture): number | undefined {
  const { layers } = architecture;
  const marked = markedLayers(architecture);
  const [index] = marked;
  if (index === undefined || marked.length > 1) return undefined;
  const isNorm = layers[index]?.kind === 'batch-norm';
  return !isNorm && layers[index + 1]?.kind === 'batch-norm' ? index + 1 : index;
}

/**
 * The latent layer when nobody names it: by the mark, or without one the batch norm right behind a layer named `latent_layer`.
 * @returns An index into `architecture.layers`; undefined when there is neither, or more than one mark.
 */
export function defaultLatentLayer(architecture: Architecture): number | undefined {
  const { layers } = architecture;
  if (layers.some(({ latent }) => latent === true)) return markedLatentLayer(architecture);
  const norm = 1 + layers.findIndex(({ name }) => name === 'latent_layer');
  return norm > 0 && layers[norm]?.kind === 'batch-norm' ? norm : undefined;
}
