import { generator, type Generator } from '../generator.js';
import { artifactPainters, artifactTypes, type ArtifactKind } from './artifacts/artifacts.js';
import type { Exposure } from './artifacts/exposure.js';
import { drawCamera, type CameraView, type FrameRange } from './camera.js';
import { uniformIn } from './draws.js';
import { blankFrame, type Frame } from './frame.js';
import type { MockGalaxy } from './galaxy.js';
import { addNeighbours } from './neighbours.js';
import { galaxyFlux, paintGalaxy } from './paint-galaxy.js';
import { apparentAxisRatio, project, type Projection } from './projection.js';
import { moffatPsf } from './psf.js';
import { addSkyNoise } from './sky.js';

export interface MockSurveyOptions {
  readonly seed: number;
  /** For each kind of artifact, the share of images that carry it, 0 to 1. */
  readonly rates: Readonly<Record<ArtifactKind, number>>;
  /** Severities are uniform between these, each above 0 and at most 1. */
  readonly severity: { readonly min: number; readonly max: number };
  readonly frame: FrameRange;
}

/** One image and the truth about it. */
export interface MockImage {
  readonly sizePx: number;
  /** Row-major, sizePx * sizePx, in AB nanomaggies. */
  readonly pixels: Float32Array;
  readonly view: CameraView;
  readonly projection: Projection;
  /** Flux of the galaxy in all, in AB nanomaggies. */
  readonly flux: number;
  readonly diskAxisRatio: number;
  readonly nNeighbours: number;
  /** 0 where the image does not carry the artifact. */
  readonly severities: Readonly<Record<ArtifactKind, number>>;
  /** What dead blocks and edge strips hold in this image. */
  readonly deadLevel: number;
}

/**
 * Makes the image of one galaxy by one camera. It depends on the options, the galaxy's index and the camera only, so that a
 * larger survey begins with the same galaxies; and whether one kind of artifact is there changes no draw of another.
 * @param camera 0 to 3.
 */
export function mockImage(
  options: MockSurveyOptions,
  galaxy: MockGalaxy,
  { index, camera }: { index: number; camera: number },
): MockImage {
  const stream = (...purpose: string[]): Generator =>
    generator(options.seed, 'mock-survey', ...purpose, index, camera);
  const view = drawCamera(options.seed, index, camera, options.frame);
  const psf = moffatPsf(view.psfFwhmArcsec);
  const frame = blankFrame(view.sizePx);
  const nNeighbours = addNeighbours(frame, psf, stream('neighbours'));
  addSkyNoise(frame, view.skySigma, stream('noise'));

  const deadLevel = drawDeadLevel(stream('dead-level'));
  const { skySigma, saturation } = view;
  const exposure: Exposure = { frame, psf, skySigma, saturation, deadLevel };
  const drawn = artifactTypes.map((kind) => drawArtifact(options, kind, stream('artifact', kind)));
  paintLayer('sky', exposure, drawn);
  addFrame(frame, paintGalaxy(galaxy, view, psf));
  paintLayer('mask', exposure, drawn);

  const projection = project(galaxy.axis, view);
  return {
    sizePx: view.sizePx,
    pixels: Float32Array.from(frame.pixels),
    view,
    projection,
    flux: galaxyFlux(galaxy, view),
    diskAxisRatio: apparentAxisRatio(galaxy.disk.thickness, projection.cosine),
    nNeighbours,
    severities: severitiesOf(drawn),
    deadLevel,
  };
}

/** A kind of artifact in one image; a severity of 0 means that it is not there. */
interface DrawnArtifact {
  readonly kind: ArtifactKind;
  readonly severity: number;
  /** Goes on to say where it lies. */
  readonly random: Generator;
}

/** Both are drawn whether or not the artifact is there: a higher rate keeps what a lower one had. */
function drawArtifact(
  { rates, severity }: MockSurveyOptions,
  kind: ArtifactKind,
  random: Generator,
): DrawnArtifact {
  const isThere = random.uniform() < rates[kind];
  const drawn = uniformIn(random, severity.min, severity.max);
  return { kind, severity: isThere ? drawn : 0, random };
}

function paintLayer(layer: 'sky' | 'mask', exposure: Exposure, artifacts: readonly DrawnArtifact[]): void {
  for (const { kind, severity, random } of artifacts) {
    const painter = artifactPainters[kind];
    if (severity > 0 && painter.layer === layer) painter.paint(exposure, severity, random);
  }
}

function severitiesOf(artifacts: readonly DrawnArtifact[]): Record<ArtifactKind, number> {
  const pairs = artifacts.map(({ kind, severity }) => [kind, severity] as const);
  return Object.fromEntries(pairs) as Record<ArtifactKind, number>;
}

/** In half of the images dead pixels are exact zeros; in the others they had a sky of 0.08 to 0.12 nanomaggies subtracted. */
function drawDeadLevel(random: Generator): number {
  return random.uniform() < 0.5 ? 0 : -uniformIn(random, 0.08, 0.12);
}

function addFrame(frame: Frame, other: Frame): void {
  for (let i = 0; i < frame.pixels.length; i++) frame.pixels[i]! += other.pixels[i]!;
}
