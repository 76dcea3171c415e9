import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readName } from '../../../src/steps/frames/frame-names.js';

test('a tarball is named after its galaxy', () => {
  assert.equal(readName('map_TNG100-1_22_071_sci.tar'), { galaxy: 'map_TNG100-1_22_071', camera: undefined });
  assert.equal(readName('g.tar.gz'), { galaxy: 'g', camera: undefined });
  assert.equal(readName('folder/g.TGZ'), { galaxy: 'g', camera: undefined });
});

test('a loose file is named after its galaxy and its camera', () => {
  assert.equal(readName('g_cam2.fits'), { galaxy: 'g', camera: 2 });
  assert.equal(readName('g_sci_cam11.fits.gz'), { galaxy: 'g', camera: 11 });
  assert.equal(readName('g.fit'), { galaxy: 'g', camera: undefined });
});

test('a name of suffixes only stays as it is', () => {
  assert.equal(readName('_sci.tar'), { galaxy: '_sci.tar', camera: undefined });
});

test.run();
