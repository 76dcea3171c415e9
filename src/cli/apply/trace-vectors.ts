import type { ManifestInstance } from '../../core/manifest.js';
import { fail, ok, type Result } from '../../core/result.js';
import type { Link, RunLinks } from './run-links.js';

/** The steps that make a clustering's vectors, from the last back to the encoder. */
export type TracedVectors =
  | { readonly from: 'latents'; readonly encode: ManifestInstance }
  | { readonly from: 'pca'; readonly step: ManifestInstance; readonly source: TracedVectors }
  | {
      readonly from: 'join';
      readonly step: ManifestInstance;
      readonly source: TracedVectors;
      /** The image-stats whose table is joined; undefined when vectors are only scaled. */
      readonly statistics: ManifestInstance | undefined;
    };

/** A step on the way that cannot be applied to new images. */
export interface Obstacle {
  readonly step: string;
  readonly why: string;
}

/** Follows an input back to the encoder, through what can be applied as it was fitted. */
export function traceVectors(
  links: RunLinks,
  reader: ManifestInstance,
  input: string,
): Result<TracedVectors, Obstacle> {
  const link = links.link(reader, input);
  if (link === undefined) return fail({ step: reader.id, why: `reads its ${input} from a file` });
  if (isOutput(link, 'encode', 'latents')) return ok({ from: 'latents', encode: link.instance });
  const { instance, output } = link;
  if (isOutput(link, 'pca', 'vectors') || isOutput(link, 'join-vectors', 'vectors')) {
    const source = traceVectors(links, instance, 'vectors');
    if (!source.ok) return source;
    if (instance.kind === 'pca') return ok({ from: 'pca', step: instance, source: source.value });
    const statistics = links.link(instance, 'statistics')?.instance;
    if (statistics === undefined || statistics.kind === 'image-stats')
      return ok({ from: 'join', step: instance, source: source.value, statistics });
    return fail({ step: instance.id, why: `reads its statistics from ${statistics.id}, no image-stats` });
  }
  return fail({
    step: instance.id,
    why: `its ${output}, of kind ${instance.kind}, cannot be made for an image that it has not seen`,
  });
}

export function isOutput({ instance, output }: Link, kind: string, name: string): boolean {
  return instance.kind === kind && output === name;
}

export function encoderOf(traced: TracedVectors): ManifestInstance {
  return traced.from === 'latents' ? traced.encode : encoderOf(traced.source);
}

/** The image-stats that bear on the vectors. */
export function statisticsOf(traced: TracedVectors): ManifestInstance[] {
  if (traced.from === 'latents') return [];
  const own = traced.from === 'join' && traced.statistics !== undefined ? [traced.statistics] : [];
  return [...statisticsOf(traced.source), ...own];
}

/** The steps by name, in the order in which an image goes through them: `latents -> reduced`. */
export function tracedText(traced: TracedVectors): string {
  return traced.from === 'latents' ? traced.encode.id : `${tracedText(traced.source)} -> ${traced.step.id}`;
}
