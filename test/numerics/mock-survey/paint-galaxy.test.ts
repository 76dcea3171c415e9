import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CameraView } from '../../../src/numerics/mock-survey/camera.js';
import type { MockGalaxy, Spheroid } from '../../../src/numerics/mock-survey/galaxy.js';
import { galaxyFlux, paintGalaxy } from '../../../src/numerics/mock-survey/paint-galaxy.js';
import { fluxOfMagnitude, magnitudeOfFlux } from '../../../src/numerics/mock-survey/photometry.js';
import { apparentAxisRatio, project } from '../../../src/numerics/mock-survey/projection.js';
import { moffatPsf } from '../../../src/numerics/mock-survey/psf.js';
import type { Vector } from '../../../src/numerics/mock-survey/vector.js';

const spheroid = (share: number, radiusKpc: number, axis: Vector): Spheroid => ({
  share,
  axis,
  offset: [0, 0, 0],
  sersicIndex: 1,
  radiusKpc,
  thickness: 0.2,
});

const galaxyAlong = (axis: Vector): MockGalaxy => ({
  absoluteMagnitude: -15,
  axis,
  bulge: spheroid(0.3, 0.5, axis),
  disk: spheroid(0.7, 2, axis),
  halo: spheroid(0, 5, axis),
  clumps: [],
  companions: [],
});

/** Looks down the z axis at a galaxy 100 Mpc away: a distance modulus of 35. */
const view: CameraView = {
  towards: [0, 0, 1],
  right: [1, 0, 0],
  up: [0, 1, 0],
  redshift: 0.023,
  sizePx: 201,
  centre: [100, 100],
  kpcPerPixel: 0.2,
  luminosityDistanceMpc: 100,
  psfFwhmArcsec: 0.7,
  skySigma: 0.002,
  noiseKernel: { near: 0.1, far: 0 },
  saturation: 7,
  rightAscension: 0,
  declination: 0,
};
const psf = moffatPsf(0.7);

/** Flux and second moments around the middle. */
function moments({ sizePx, pixels }: { sizePx: number; pixels: Float64Array }) {
  let [flux, xx, yy, x1, y1] = [0, 0, 0, 0, 0];
  pixels.forEach((value, i) => {
    const x = (i % sizePx) - (sizePx - 1) / 2;
    const y = Math.floor(i / sizePx) - (sizePx - 1) / 2;
    flux += value;
    x1 += value * x;
    y1 += value * y;
    xx += value * x * x;
    yy += value * y * y;
  });
  return { flux, x: x1 / flux, y: y1 / flux, xx: xx / flux, yy: yy / flux };
}

test('magnitude 22.5 is one nanomaggy and magnitude 20 ten of them', () => {
  assert.ok(Math.abs(fluxOfMagnitude(22.5) - 1) < 1e-12);
  assert.ok(Math.abs(fluxOfMagnitude(20) - 10) < 1e-12);
  assert.ok(Math.abs(magnitudeOfFlux(10) - 20) < 1e-12);
});

test('a galaxy of absolute magnitude -15 at 100 Mpc sheds 10 nanomaggies into its frame, centred', () => {
  const galaxy = galaxyAlong([0, 0, 1]);
  assert.ok(Math.abs(galaxyFlux(galaxy, view) - 10) < 1e-9);
  const seen = moments(paintGalaxy(galaxy, view, psf));
  assert.ok(Math.abs(seen.flux - 10) < 0.2, `flux ${seen.flux}`);
  assert.ok(Math.abs(seen.x) < 1e-6 && Math.abs(seen.y) < 1e-6);
});

test('a disk is round face-on, and edge-on flat along the projection of its axis with the same flux', () => {
  const faceOn = moments(paintGalaxy(galaxyAlong([0, 0, 1]), view, psf));
  const edgeOn = moments(paintGalaxy(galaxyAlong([1, 0, 0]), view, psf));
  assert.ok(Math.abs(faceOn.xx / faceOn.yy - 1) < 1e-6);
  assert.ok(edgeOn.yy > 5 * edgeOn.xx, `${edgeOn.xx} and ${edgeOn.yy}`);
  assert.ok(Math.abs(edgeOn.flux / faceOn.flux - 1) < 0.01);
});

test('the apparent axis ratio goes from 1 face-on to the thickness edge-on', () => {
  assert.is(apparentAxisRatio(0.2, 1), 1);
  assert.is(apparentAxisRatio(0.2, 0), 0.2);
  assert.equal(project([0, 0, -1], view), { cosine: 1, major: [1, 0], side: -1 });
});

test('spiral arms redistribute light: a two-armed disk looks the same after half a turn and keeps its flux', () => {
  const plain = galaxyAlong([0, 0, 1]);
  const spiral = { ...plain, spiral: { arms: 2, pitchDegrees: 20, amplitude: 0.6, phase: 0.4 } };
  const without = paintGalaxy(plain, view, psf).pixels;
  const pixels = paintGalaxy(spiral, view, psf).pixels;
  const change = pixels.map((value, i) => value - without[i]!);
  const most = Math.max(...change.map(Math.abs));
  assert.ok(most > 0.001, `arms change a pixel by ${most} at most`);
  change.forEach((value, i) => assert.ok(Math.abs(value - change[change.length - 1 - i]!) < 1e-9));
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(total(pixels) / total(without) - 1) < 0.01);
});

test('a companion is seen where it stands, with its share of the flux', () => {
  const alone = galaxyAlong([0, 0, 1]);
  const pair = { ...alone, companions: [{ position: [8, -4, 3] as Vector, share: 0.1, radiusKpc: 0.3 }] };
  const without = paintGalaxy(alone, view, psf).pixels;
  const change = paintGalaxy(pair, view, psf).pixels.map((value, i) => value - without[i]!);
  const flux = change.reduce((sum, value) => sum + value, 0);
  assert.ok(Math.abs(flux - 1) < 0.01);
  const brightest = change.indexOf(Math.max(...change));
  assert.equal([brightest % 201, Math.floor(brightest / 201)], [100 + 40, 100 - 20]);
});

test.run();
