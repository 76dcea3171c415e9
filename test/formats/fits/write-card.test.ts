import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseHeader } from '../../../src/formats/fits/header.js';
import { endCard, writeCard } from '../../../src/formats/fits/write-card.js';

test('values stand in the fixed format, padded to 80 characters', () => {
  assert.equal(writeCard({ keyword: 'SIMPLE', value: true, comment: 'yes' }), [
    'SIMPLE  =                    T / yes'.padEnd(80),
  ]);
  assert.equal(writeCard({ keyword: 'ZERO', value: 1e-7 }), ['ZERO    =                 1E-7'.padEnd(80)]);
  assert.equal(writeCard({ keyword: 'OBJECT', value: "it's", comment: 'name' }), [
    "OBJECT  = 'it''s   '           / name".padEnd(80),
  ]);
});

test('a keyword that is not standard is written by HIERARCH', () => {
  assert.equal(writeCard({ keyword: 'CFIS_psf_fwhm', value: 0.7 }), [
    'HIERARCH CFIS_psf_fwhm = 0.7'.padEnd(80),
  ]);
});

test('a value that no card can hold throws', () => {
  assert.throws(() => writeCard({ keyword: 'A', value: Infinity }), /cannot hold Infinity/);
  assert.throws(() => writeCard({ keyword: 'A', value: 'é' }), /ASCII/);
  assert.throws(() => writeCard({ keyword: 'lower', value: 'x'.repeat(80) }), /80 fit/);
});

test('a long string is never parted between the two quotes that stand for one', () => {
  for (let shift = 0; shift < 3; shift++) {
    const value = `${'x'.repeat(shift)}${"'".repeat(90)}end`;
    const lines = writeCard({ keyword: 'A', value });
    assert.ok(lines.length > 2);
    for (const line of lines) {
      const quotes = line.split("'").length - 1;
      assert.is(quotes % 2, 0, line);
    }
    const header = parseHeader(Buffer.from(`${lines.join('')}${endCard}`, 'latin1'), 0, 0);
    assert.ok(header.ok);
    assert.is(header.value.header.value('A'), value);
  }
});

test('every printable value comes back from its cards', () => {
  const value = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    // Spaces at a string's end do not count in FITS, and `&` at the end of a whole string would announce a CONTINUE.
    fc
      .array(fc.constantFrom("'", '&', '/', 'a', 'B', ' '), { maxLength: 300 })
      .map((letters) => letters.join('').replace(/[ &]+$/, '')),
  );
  fc.assert(
    fc.property(fc.constantFrom('OBJECT', 'A', 'DATE-OBS'), value, (keyword, written) => {
      const lines = writeCard({ keyword, value: written, comment: 'why' });
      assert.ok(lines.every((line) => line.length === 80));
      const bytes = Buffer.from(`${lines.join('')}${endCard}`, 'latin1');
      const header = parseHeader(bytes, 0, 0);
      assert.ok(header.ok);
      assert.is(header.value.header.cards.length, 1);
      const read = header.value.header.value(keyword);
      // An integral double may be too large for an exact number.
      assert.is(typeof read === 'bigint' ? Number(read) : read, written === 0 ? 0 : written);
    }),
    { numRuns: 300 },
  );
});

test.run();
