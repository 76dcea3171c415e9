import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCard } from '../../../src/formats/fits/parse-card.js';

const parsed = (text: string) => {
  const { keyword, value, comment } = parseCard(text.padEnd(80));
  return [keyword, value, comment];
};

test('a logical, an integer and a real value are read with their comments', () => {
  assert.equal(parsed('SIMPLE  =                    T / conforms'), ['SIMPLE', true, 'conforms']);
  assert.equal(parsed('EXTEND  =                    F'), ['EXTEND', false, undefined]);
  assert.equal(parsed('NAXIS1  =                 -210 / [px]'), ['NAXIS1', -210, '[px]']);
  assert.equal(parsed('CDELT1  =     237.989208649353'), ['CDELT1', 237.989208649353, undefined]);
});

test('exponents with D and E, lone points and plus signs are numbers', () => {
  assert.is(parsed('A       = 1.5D-3')[1], 0.0015);
  assert.is(parsed('A       = 1E5')[1], 100000);
  assert.is(parsed('A       = +.5')[1], 0.5);
  assert.is(parsed('A       = 3.')[1], 3);
  assert.is(parsed('A       = +7')[1], 7);
});

test('an integer beyond 2^53 keeps all its digits', () => {
  assert.is(parsed('BZERO   =  9223372036854775808')[1], 9223372036854775808n);
  assert.is(parsed('BZERO   = +9223372036854775808')[1], 9223372036854775808n);
});

test('in a string two quotes are one, a slash is text, and spaces at its end do not count', () => {
  assert.equal(parsed("OBJECT  = 'it''s 1/2  '  / a name"), ['OBJECT', "it's 1/2", 'a name']);
  assert.equal(parsed("OBJECT  = '  x'"), ['OBJECT', '  x', undefined]);
  assert.equal(parsed("OBJECT  = ''"), ['OBJECT', '', undefined]);
});

test('a string whose quote is never closed is given as its text', () => {
  assert.is(parsed("OBJECT  = 'open")[1], "'open");
});

test('a keyword without a value has none', () => {
  assert.equal(parsed('BLANK   =                      / nothing'), ['BLANK', undefined, 'nothing']);
});

test('comments and cards without an equals sign in column 9 have no value', () => {
  assert.equal(parsed('COMMENT = not a value'), ['COMMENT', undefined, '= not a value']);
  assert.equal(parsed('HISTORY made by hand'), ['HISTORY', undefined, 'made by hand']);
  assert.equal(parsed("FILTER   ='0,0'"), ['FILTER', undefined, "='0,0'"]);
});

test('a HIERARCH keyword keeps its case', () => {
  assert.equal(parsed('HIERARCH add_CFIS_psf = T / with psf'), ['add_CFIS_psf', true, 'with psf']);
  assert.equal(parsed('HIERARCH ESO DET ID=4'), ['ESO DET ID', 4, undefined]);
});

test('a CONTINUE card has its string as value', () => {
  assert.equal(parsed("CONTINUE  'more&' / c"), ['CONTINUE', 'more&', 'c']);
});

test.run();
