import { exp, hypot2 } from '../../src/numerics/elementary.js';
import { generator } from '../../src/numerics/generator.js';

/** One made-up image: a galaxy on a noisy sky, with an artifact when asked for. */
export interface FixtureImage {
  readonly pixels: Float32Array;
  readonly artifact: FixtureArtifact;
  readonly zeroFluxFraction: number;
}

export const artifacts = ['none', 'gap', 'bleed', 'trail'] as const;
export type FixtureArtifact = (typeof artifacts)[number];

/** A galaxy of random size, tilt and brightness; about three in ten have an artifact. Scaled to [0, 1]. */
export function fixtureImage(index: number, size: number): FixtureImage {
  const random = generator(7, 'fixture image', index);
  const draw = random.uniform();
  const artifact = draw < 0.7 ? 'none' : draw < 0.82 ? 'gap' : draw < 0.92 ? 'bleed' : 'trail';
  const radius = size * (0.05 + 0.09 * random.uniform());
  const [tilt, turn] = [0.35 + 0.65 * random.uniform(), 6.28 * random.uniform()];
  const [cosine, sine] = [Math.sqrt(1 - (turn / 6.29) * (turn / 6.29)), turn / 6.29];
  const noise = 0.003 + 0.02 * random.uniform();
  const pixels = new Float32Array(size * size);
  const gap = Math.floor(size * (0.15 + 0.6 * random.uniform()));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const [dx, dy] = [x - size / 2, y - size / 2];
      const along = dx * cosine + dy * sine;
      const across = (dy * cosine - dx * sine) / tilt;
      let value = exp(-hypot2(along, across) / radius) + noise * (3 + random.normal());
      if (artifact === 'gap' && x > gap && x < gap + size * 0.3) value = 0;
      if (artifact === 'bleed' && Math.abs(x - gap) < 1.2) value = 1.4;
      if (artifact === 'trail' && Math.abs(x + 0.6 * y - gap * 1.5) < 1) value = 0.8;
      pixels[y * size + x] = value;
    }
  }
  const zeroFluxFraction = pixels.reduce((count, value) => count + (value === 0 ? 1 : 0), 0) / pixels.length;
  return { pixels: scaled(pixels), artifact, zeroFluxFraction };
}

function scaled(pixels: Float32Array): Float32Array {
  const low = pixels.reduce((least, value) => Math.min(least, value), Infinity);
  const high = pixels.reduce((most, value) => Math.max(most, value), -Infinity);
  return pixels.map((value) => (value - low) / (high - low));
}
