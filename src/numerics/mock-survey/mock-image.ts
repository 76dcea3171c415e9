import { generator, type Generator } from '../generator.js';
import { artifactTypes, type ArtifactKind } from './artifacts/artifacts.js';
import type { Exposure } from './artifacts/exposure.js';
import {
  paintArtifact,
  placeArtifacts,
  type ArtifactOptions,
  type PlacedArtifact,
} from './artifacts/place-artifacts.js';
import { countVisible } from './artifacts/visible.js';
import { drawCamera, type CameraView, type FrameRange } from './camera.js';
import { uniformIn } from './draws.js';
import { blankFrame } from './frame.js';
import type { MockGalaxy } from './galaxy.js';
import { addNeighbours } from './neighbours.js';
import { galaxyFlux, paintGalaxy } from './paint-galaxy.js';
import { apparentAxisRatio, project, type Projection } from './projection.js';
import { moffatPsf } from './psf.js';
import { addSkyNoise } from './sky.js';

export interface MockSurveyOptions extends ArtifactOptions {
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
  /** Share of the pixels in which artifacts can be seen, as `countVisible` says, against the same image without any. */
  readonly artifactPixelsFraction: number;
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
  addSkyNoise(frame, view, stream('noise'));

  const { skySigma, saturation } = view;
  const exposure: Exposure = {
    frame,
    psf,
    skySigma,
    saturation,
    deadLevel: drawDeadLevel(stream('dead-level')),
  };
  const light = paintGalaxy(galaxy, view, psf).pixels;
  const complete = sumOf(frame.pixels, light);
  const artifacts = placeArtifacts(options, { index, camera }, { exposure, complete });
  const pixels = artifacts.length === 0 ? complete : paintAll(artifacts, exposure, light);

  const projection = project(galaxy.axis, view);
  return {
    sizePx: view.sizePx,
    pixels: new Float32Array(pixels),
    view,
    projection,
    flux: galaxyFlux(galaxy, view),
    diskAxisRatio: apparentAxisRatio(galaxy.disk.thickness, projection.cosine),
    nNeighbours,
    severities: severitiesOf(artifacts),
    artifactPixelsFraction: countVisible(complete, pixels, skySigma) / pixels.length,
    deadLevel: exposure.deadLevel,
  };
}

/** The sky with its artifacts, the galaxy's light over it, and over all that what masks both. Paints on the exposure's frame. */
function paintAll(
  artifacts: readonly PlacedArtifact[],
  exposure: Exposure,
  light: Float64Array,
): Float64Array {
  for (const artifact of artifacts) if (artifact.layer === 'sky') paintArtifact(artifact, exposure);
  const pixels = sumOf(exposure.frame.pixels, light);
  const whole = { ...exposure, frame: { sizePx: exposure.frame.sizePx, pixels } };
  for (const artifact of artifacts) if (artifact.layer === 'mask') paintArtifact(artifact, whole);
  return pixels;
}

function severitiesOf(artifacts: readonly PlacedArtifact[]): Record<ArtifactKind, number> {
  const severityOf = (kind: ArtifactKind): number =>
    artifacts.find((artifact) => artifact.kind === kind)?.severity ?? 0;
  const pairs = artifactTypes.map((kind) => [kind, severityOf(kind)] as const);
  return Object.fromEntries(pairs) as Record<ArtifactKind, number>;
}

/** In half of the images dead pixels are exact zeros; in the others they had a sky of 0.08 to 0.12 nanomaggies subtracted. */
function drawDeadLevel(random: Generator): number {
  return random.uniform() < 0.5 ? 0 : -uniformIn(random, 0.08, 0.12);
}

function sumOf(a: Float64Array, b: Float64Array): Float64Array {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < sum.length; i++) sum[i] = a[i]! + b[i]!;
  return sum;
}
