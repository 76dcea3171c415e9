import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCsv, encodeCsv } from '../../src/formats/csv.js';

test('fields with commas, quotes and line ends are quoted', () => {
  assert.is(
    encodeCsv(
      ['a', 'b'],
      [
        ['x,y', 'say "no"'],
        ['two\nlines', 1.5],
      ],
    ),
    'a,b\n"x,y","say ""no"""\n"two\nlines",1.5\n',
  );
});

test('NaN and null are written as nothing and read back as NaN', () => {
  const table = decodeCsv(encodeCsv(['v'], [[NaN], [null], [2]]), 'f.csv');
  assert.ok(table.ok);
  assert.equal([...table.value.numbers('v')!], [NaN, NaN, 2]);
});

test('what was written reads back: any text, any finite number', () => {
  const value = fc.oneof(
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((x) => !Object.is(x, -0)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1 }), (rows) => {
      const clean = rows.map((row) => row.map((v) => (typeof v === 'string' ? v.replaceAll('\r', '') : v)));
      const table = decodeCsv(encodeCsv(['a', 'b'], clean), 'f.csv');
      assert.ok(table.ok);
      assert.equal(
        table.value.rows,
        clean.map((row) => row.map(String)),
      );
    }),
  );
});

test('Windows line ends and a byte order mark are read', () => {
  const table = decodeCsv('\ufeffa,b\r\n1,2\r\n', 'f.csv');
  assert.ok(table.ok);
  assert.equal(table.value.column('b'), ['2']);
});

test('a record with too few fields is refused with its number', () => {
  const table = decodeCsv('a,b\n1,2\n3\n', 'f.csv');
  assert.ok(!table.ok);
  assert.equal(table.failure, {
    reason: 'unreadable-input',
    file: 'f.csv',
    place: 'record 3',
    found: '1 field',
    expected: '2, as in the first line',
  });
});

test('an open quote, a repeated column and an empty file are refused', () => {
  for (const text of ['a\n"x\n', 'a,a\n1,2\n', ''])
    assert.not(decodeCsv(text, 'f.csv').ok, JSON.stringify(text));
});

test('a column that is not there is undefined', () => {
  const table = decodeCsv('a\n1\n', 'f.csv');
  assert.ok(table.ok);
  assert.is(table.value.column('b'), undefined);
});

test.run();
