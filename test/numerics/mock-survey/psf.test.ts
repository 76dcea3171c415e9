import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { blankFrame } from '../../../src/numerics/mock-survey/frame.js';
import { pixelScaleArcsec } from '../../../src/numerics/mock-survey/photometry.js';
import { addMoffat, moffatPsf } from '../../../src/numerics/mock-survey/psf.js';

test('a star of FWHM 8 pixels has half of its peak 4 pixels from its middle', () => {
  const psf = moffatPsf(8 * pixelScaleArcsec);
  const frame = blankFrame(201);
  addMoffat(frame, { x: 100, y: 100, flux: 1000, alphaPx: psf.alphaPx });
  const peak = frame.pixels[100 * 201 + 100]!;
  assert.ok(Math.abs(frame.pixels[100 * 201 + 104]! / peak - 0.5) < 1e-12);
  assert.ok(Math.abs(frame.pixels[96 * 201 + 100]! / peak - 0.5) < 1e-12);
  const flux = frame.pixels.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(flux - 1000) < 5, `flux ${flux}`);
});

test('the Gaussians that stand for a Moffat profile hold its flux and follow it within 1.3% out to 3 alpha, 4% to 5 alpha', () => {
  const psf = moffatPsf(0.7);
  const weights = psf.gaussians.reduce((sum, { weight }) => sum + weight, 0);
  assert.ok(Math.abs(weights - 1) < 1e-12);
  const alpha2 = psf.alphaPx * psf.alphaPx;
  for (const radius of [0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5]) {
    const r = radius * psf.alphaPx;
    const moffat = (2 / (Math.PI * alpha2)) * (1 + (r * r) / alpha2) ** -3;
    const mixed = psf.gaussians.reduce(
      (sum, { weight, variance }) =>
        sum + (weight / (2 * Math.PI * variance)) * Math.exp((-r * r) / (2 * variance)),
      0,
    );
    assert.ok(Math.abs(mixed / moffat - 1) < (radius > 3 ? 0.04 : 0.013), `at ${radius}: ${mixed / moffat}`);
  }
});

test.run();
