import { generator, type Generator } from '../../generator.js';
import { uniformIn } from '../draws.js';
import { artifactPainters, artifactTypes, type ArtifactKind } from './artifacts.js';
import type { Exposure } from './exposure.js';
import { countVisible, fewestVisiblePixels } from './visible.js';

export interface ArtifactOptions {
  readonly seed: number;
  /** For each kind of artifact, the share of images that carry it, 0 to 1. */
  readonly rates: Readonly<Record<ArtifactKind, number>>;
  /** Severities are uniform between these, each above 0 and at most 1. */
  readonly severity: { readonly min: number; readonly max: number };
}

/** A kind of artifact that an image carries. */
export interface PlacedArtifact {
  readonly kind: ArtifactKind;
  readonly severity: number;
  readonly layer: 'sky' | 'mask';
  /** A stream that says where it lies; the same each time. */
  readonly stream: () => Generator;
}

/** How often an artifact that cannot be seen where it fell is drawn again before the image goes without. */
const maxAttempts = 8;

/** An image before artifacts: its sky, and its sky with the galaxy over it. */
export interface CleanImage {
  /** Its frame is the sky's, and stays as it is. */
  readonly exposure: Exposure;
  readonly complete: Float64Array;
}

/**
 * The artifacts of one image, each where it can be seen: in `fewestVisiblePixels` of the image without other artifacts. Each kind has streams of
 * its own, and whether it is there and how bad it is are drawn in any case, so that a higher rate keeps what a lower one had, and
 * one kind's rate changes no other.
 */
export function placeArtifacts(
  options: ArtifactOptions,
  { index, camera }: { index: number; camera: number },
  clean: CleanImage,
): PlacedArtifact[] {
  return artifactTypes.flatMap((kind) => {
    const random = generator(options.seed, 'mock-survey', 'artifact', kind, index, camera);
    const isThere = random.uniform() < options.rates[kind];
    const severity = uniformIn(random, options.severity.min, options.severity.max);
    if (!isThere) return [];
    const { layer: painted } = artifactPainters[kind];
    const layer = painted !== 'dead' ? painted : clean.exposure.deadLevel === 0 ? 'mask' : 'sky';
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const stream = (): Generator =>
        generator(options.seed, 'mock-survey', 'artifact-place', kind, index, camera, attempt);
      if (isVisible({ kind, severity, layer, stream }, clean)) return [{ kind, severity, layer, stream }];
    }
    return [];
  });
}

function isVisible(artifact: PlacedArtifact, { exposure, complete }: CleanImage): boolean {
  const before = artifact.layer === 'sky' ? exposure.frame.pixels : complete;
  const after = before.slice();
  paintArtifact(artifact, { ...exposure, frame: { sizePx: exposure.frame.sizePx, pixels: after } });
  return countVisible(before, after, exposure.skySigma) >= fewestVisiblePixels;
}

export function paintArtifact({ kind, severity, stream }: PlacedArtifact, exposure: Exposure): void {
  artifactPainters[kind].paint(exposure, severity, stream());
}
