import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  kpcPerArcsec,
  luminosityDistanceMpc,
  redshiftOfScale,
} from '../../../src/numerics/mock-survey/cosmology.js';

// astropy 5.2.1: FlatLambdaCDM(H0=70, Om0=0.3) at these redshifts.
test('distances are those that astropy gives', () => {
  assert.ok(Math.abs(kpcPerArcsec(0.18389) - 3.087490914683776) < 1e-5);
  assert.ok(Math.abs(luminosityDistanceMpc(0.18389) - 892.593101233546) < 1e-3);
});

test('an object at redshift 0 is at no distance', () => {
  assert.is(luminosityDistanceMpc(0), 0);
  assert.is(kpcPerArcsec(0), 0);
});

test('the redshift of a scale has that scale', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 8, noNaN: true }), (scale) => {
      assert.ok(Math.abs(kpcPerArcsec(redshiftOfScale(scale)) - scale) < 1e-9);
    }),
  );
});

test.run();
