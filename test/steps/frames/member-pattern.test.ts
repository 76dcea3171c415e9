import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { matchMember, tellsCamera } from '../../../src/steps/frames/member-pattern.js';

test('a pattern without a slash is held against the last part of a name, one with a slash against all of it', () => {
  assert.equal(matchMember('*.fits', 'a/b/c.fits'), {});
  assert.is(matchMember('*.fits', 'a/b/c.fit'), undefined);
  assert.equal(matchMember('a/*/c.fits', 'a/b/c.fits'), {});
  assert.is(matchMember('*/c.fits', 'a/b/c.fits'), undefined, '* does not go over a slash');
  assert.equal(matchMember('x?.fits', 'x1.fits'), {});
  assert.is(matchMember('x?.fits', 'x12.fits'), undefined);
});

test('{camera} is all the digits that stand there, and the last of several readings counts', () => {
  assert.equal(matchMember('*_cam{camera}.fits', 'g_22_cam3.fits'), { camera: 3 });
  assert.equal(matchMember('*{camera}.fits', 'g_22_cam13.fits'), { camera: 13 });
  assert.equal(matchMember('*{camera}*', 'g_22_cam07.fits'), { camera: 7 });
  assert.is(matchMember('*_cam{camera}.fits', 'g_22_camx.fits'), undefined);
  assert.is(matchMember('{camera}', '1234567'), undefined, 'no camera has seven digits');
  assert.ok(tellsCamera('{camera}'));
  assert.not(tellsCamera('*'));
});

test('signs of regular expressions stand for themselves', () => {
  assert.equal(matchMember('a+(b).fits', 'a+(b).fits'), {});
  assert.is(matchMember('a.fits', 'axfits'), undefined);
});

test('a glob matches what the regular expression for it does', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '/'), maxLength: 8 });
  const globs = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '/'), maxLength: 6 });
  fc.assert(
    fc.property(globs, letters, (glob, name) => {
      const text = glob.includes('/') ? name : name.slice(name.lastIndexOf('/') + 1);
      const source = glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
      assert.is(
        matchMember(glob, name) !== undefined,
        new RegExp(`^${source}$`).test(text),
        `${glob} ${name}`,
      );
    }),
    { numRuns: 3000 },
  );
});

test('a hostile name takes no time', () => {
  assert.is(matchMember('*a*a*a*a*a*b', 'a'.repeat(4096)), undefined);
  assert.is(matchMember('*', 'a'.repeat(4097)), undefined, 'longer than any path');
});

test.run();
