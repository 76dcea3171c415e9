import type { CsvValue } from '../../formats/csv.js';
import { atan2 } from '../../numerics/elementary.js';
import { artifactTypes, type ArtifactKind } from '../../numerics/mock-survey/artifacts/artifacts.js';
import type { MockGalaxy } from '../../numerics/mock-survey/galaxy.js';
import type { MockImage } from '../../numerics/mock-survey/mock-image.js';
import { magnitudeOfFlux, pixelScaleArcsec } from '../../numerics/mock-survey/photometry.js';
import type { Projection } from '../../numerics/mock-survey/projection.js';

interface TruthSource {
  readonly galaxy: MockGalaxy;
  readonly image: MockImage;
  readonly tarball: string;
  readonly member: string;
  readonly name: string;
  readonly camera: number;
}

/** What `artifact_type` says of an image without any. */
const noArtifact = 'none';

/** The truth table's columns, each with what an image's row holds there. */
const columns: readonly (readonly [string, (source: TruthSource) => CsvValue])[] = [
  ['tarball', ({ tarball }) => tarball],
  ['member', ({ member }) => member],
  ['camera', ({ camera }) => camera],
  ['galaxy', ({ name }) => name],
  ['size_px', ({ image }) => image.sizePx],
  ['redshift', ({ image }) => image.view.redshift],
  ['magnitude', ({ image }) => magnitudeOfFlux(image.flux)],
  ['absolute_magnitude', ({ galaxy }) => galaxy.absoluteMagnitude],
  ['bulge_share', ({ galaxy }) => galaxy.bulge.share],
  ['bulge_sersic', ({ galaxy }) => galaxy.bulge.sersicIndex],
  ['bulge_radius_arcsec', ({ galaxy, image }) => arcsec(galaxy.bulge.radiusKpc, image)],
  ['disk_radius_arcsec', ({ galaxy, image }) => arcsec(galaxy.disk.radiusKpc, image)],
  ['disk_axis_ratio', ({ image }) => image.diskAxisRatio],
  ['inclination_degrees', ({ image }) => inclination(image.projection)],
  ['position_angle_degrees', ({ image }) => positionAngle(image.projection)],
  ['arms', ({ galaxy }) => galaxy.spiral?.arms ?? 0],
  ['clumps', ({ galaxy }) => galaxy.clumps.length],
  ['companions', ({ galaxy }) => galaxy.companions.length],
  ['neighbours', ({ image }) => image.nNeighbours],
  ['psf_fwhm_arcsec', ({ image }) => image.view.psfFwhmArcsec],
  ['sky_sigma', ({ image }) => image.view.skySigma],
  ['dead_level', ({ image }) => image.deadLevel],
  ...artifactTypes.map((kind) => [kind, ({ image }: TruthSource) => image.severities[kind]] as const),
  ['artifact_pixels_fraction', ({ image }) => image.artifactPixelsFraction],
  ['artifact', ({ image }) => (mainArtifact(image) === noArtifact ? 0 : 1)],
  ['artifact_type', ({ image }) => mainArtifact(image)],
];

export const truthColumns: string[] = columns.map(([name]) => name);

export function truthRow(source: TruthSource): CsvValue[] {
  return columns.map(([, valueOf]) => valueOf(source));
}

/** The kinds of artifact that an image carries. */
export function artifactsOf({ severities }: MockImage): ArtifactKind[] {
  return artifactTypes.filter((kind) => severities[kind] > 0);
}

/** The artifact of the greatest severity; of equal ones, the first in the order of the columns. */
function mainArtifact({ severities }: MockImage): ArtifactKind | typeof noArtifact {
  const worst = artifactTypes.reduce((a, b) => (severities[b] > severities[a] ? b : a));
  return severities[worst] > 0 ? worst : noArtifact;
}

function arcsec(kpc: number, { view }: MockImage): number {
  return (kpc / view.kpcPerPixel) * pixelScaleArcsec;
}

const degreesPerRadian = 180 / Math.PI;

/** 0 face-on, 90 edge-on. */
function inclination({ cosine }: Projection): number {
  return atan2(Math.sqrt(1 - cosine * cosine), cosine) * degreesPerRadian;
}

/** Of the major axis, from the direction of the columns' numbers towards that of the rows', in [0, 180). */
function positionAngle({ major: [x, y] }: Projection): number {
  const angle = atan2(y, x) * degreesPerRadian;
  return angle < 0 ? angle + 180 : angle >= 180 ? angle - 180 : angle;
}
