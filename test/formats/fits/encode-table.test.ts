import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  encodeTableRow,
  fitsTableHeader,
  fitsText,
  rowBytes,
  writeFitsTable,
  type FitsColumn,
  type FitsTable,
  type TableCell,
} from '../../../src/formats/fits/encode-table.js';
import { repositoryRoot } from '../../support/repository.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const columns: readonly FitsColumn[] = [
  { name: 'file', form: 'A', width: 9, description: 'the file' },
  { name: 'camera', form: 'J', null: -1 },
  { name: 'distance', form: 'E' },
  { name: 'ra', form: 'D', unit: 'deg' },
];
const rows: readonly (readonly TableCell[])[] = [
  ['a.fits', 3, 1.5, 115.5],
  ['é.fits, cut short', null, null, null],
  ['', -2147483648, -0, Infinity],
];
const table: FitsTable = {
  name: 'CATALOGUE',
  columns,
  nRows: rows.length,
  cards: [{ keyword: 'RUN', value: 'demo', comment: 'the run' }],
  comments: [`words ${'and more words '.repeat(8)}end`],
};

async function written(of: FitsTable = table, cells = rows): Promise<string> {
  const path = join(temporaryFolder(), 'table.fits');
  await writeFitsTable(path, of, cells);
  return path;
}

const cardsFrom = (bytes: Buffer, start: number): string[] => {
  const cards: string[] = [];
  for (let at = start; ; at += 80) {
    const card = bytes.toString('latin1', at, at + 80);
    cards.push(card.trimEnd());
    if (card.startsWith('END ')) return cards;
  }
};

test('a table is an empty primary HDU and a BINTABLE whose header says where each byte of a row belongs', async () => {
  const bytes = readFileSync(await written());
  assert.is(bytes.length % 2880, 0);
  assert.equal(
    cardsFrom(bytes, 0).map((card) => card.slice(0, 30)),
    [
      'SIMPLE  =                    T',
      'BITPIX  =                    8',
      'NAXIS   =                    0',
      'EXTEND  =                    T',
      'END',
    ],
  );
  const cards = cardsFrom(bytes, 2880);
  const value = (keyword: string): string | undefined =>
    cards
      .find((card) => card.startsWith(keyword.padEnd(8) + '='))
      ?.slice(10)
      .split(' /')[0]
      ?.trim();
  assert.is(cards[0]?.slice(0, 20), "XTENSION= 'BINTABLE'");
  assert.equal(['NAXIS1', 'NAXIS2', 'PCOUNT', 'GCOUNT', 'TFIELDS'].map(value), ['25', '3', '0', '1', '4']);
  assert.equal(['TTYPE1', 'TFORM1', 'TCOMM1'].map(value), ["'file    '", "'9A      '", "'the file'"]);
  assert.equal(['TTYPE2', 'TFORM2', 'TNULL2'].map(value), ["'camera  '", "'J       '", '-1']);
  assert.equal(['TFORM3', 'TFORM4', 'TUNIT4', 'TNULL4'].map(value), [
    "'E       '",
    "'D       '",
    "'deg     '",
    undefined,
  ]);
  assert.equal(['EXTNAME', 'RUN'].map(value), ["'CATALOGUE'", "'demo    '"]);
  const comments = cards.filter((card) => card.startsWith('COMMENT'));
  assert.is(comments.length, 2);
  assert.ok(
    comments.every((comment) => /^COMMENT [^ ].*(more|words|and|end)$/.test(comment)),
    comments.join('\n'),
  );
});

test('rows are big-endian; text ends in NULs, and what is not known is NULs, TNULL and NaN', async () => {
  const bytes = readFileSync(await written());
  const start = 2880 + 2880;
  assert.is(bytes.length, start + 2880);
  const row = (i: number): Buffer => bytes.subarray(start + 25 * i, start + 25 * (i + 1));
  assert.is(row(0).toString('hex'), '612e66697473000000' + '00000003' + '3fc00000' + '405ce00000000000');
  assert.is(row(1).toString('latin1', 0, 9), '\\u00e9.fi');
  assert.is(row(1).readInt32BE(9), -1);
  assert.ok(Number.isNaN(row(1).readFloatBE(13)) && Number.isNaN(row(1).readDoubleBE(17)));
  assert.is(row(2).toString('hex'), '000000000000000000' + '80000000' + '80000000' + '7ff0000000000000');
  assert.ok(bytes.subarray(start + 75).every((byte) => byte === 0));
});

test('text is made printable ASCII, and what it was can be read from it', () => {
  assert.is(fitsText('plain [x].tar'), 'plain [x].tar');
  assert.is(fitsText('a\tb\u{1f30c}'), 'a\\u0009b\\ud83c\\udf0c');
});

test('any rows fill whole blocks and come back from their places', async () => {
  const cell = fc.tuple(
    fc.integer({ min: -2147483648, max: 2147483647 }),
    fc.double(),
    fc.string({ maxLength: 7 }),
  );
  const some: readonly FitsColumn[] = [
    { name: 'i', form: 'J' },
    { name: 'd', form: 'D' },
    { name: 's', form: 'A', width: 42 },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 1100 }), async (cells) => {
      const path = await written({ name: 'T', columns: some, nRows: cells.length }, cells);
      const bytes = readFileSync(path);
      assert.is(bytes.length % 2880, 0);
      const start = fitsTableHeader({ name: 'T', columns: some, nRows: cells.length }).length;
      for (const [i, [integer, double, text]] of cells.entries()) {
        const at = start + i * rowBytes(some);
        assert.is(bytes.readInt32BE(at), integer);
        assert.ok(Object.is(bytes.readDoubleBE(at + 4), double));
        assert.is(bytes.toString('latin1', at + 12, at + 54).replace(/\0+$/, ''), fitsText(text));
      }
    }),
    { numRuns: 20 },
  );
});

test('what a column cannot hold is refused', async () => {
  const encode = (column: FitsColumn, cell: TableCell) => (): void =>
    encodeTableRow([column], [cell], new DataView(new ArrayBuffer(64)));
  assert.throws(encode({ name: 'n', form: 'J' }, null), /null in the column n of 32-bit integers/);
  assert.throws(encode({ name: 'n', form: 'J' }, 2 ** 31), /2147483648 in the column n/);
  assert.throws(encode({ name: 'n', form: 'J' }, 0.5), /0.5 in the column n/);
  assert.throws(encode({ name: 'x', form: 'D' }, 'text'), /text in the column x of numbers/);
  assert.throws(encode({ name: 't', form: 'A', width: 3 }, 1), /1 in the column t, which is text/);
  const named =
    (...names: string[]) =>
    (): string =>
      fitsTableHeader({ name: 'T', columns: names.map((name) => ({ name, form: 'D' })), nRows: 0 });
  assert.throws(named('a b'), /no name for a column: a b/);
  assert.throws(named('RA', 'ra'), /no name for a column: ra/);
  try {
    await written({ ...table, nRows: 2 });
    assert.unreachable('a table of more rows than its header says');
  } catch (error) {
    assert.match(String(error), /3 rows for a table of 2/);
  }
});

const python = process.env['SKYSORT_TEST_PYTHON'];
if (python === undefined) {
  process.stdout.write('skipped: astropy reads the table (SKYSORT_TEST_PYTHON names no Python)\n');
}

(python === undefined ? test.skip.bind(test) : test)(
  'astropy finds the same table, and nothing to verify',
  async () => {
    const script = join(repositoryRoot, 'test', 'reference', 'fits-table', 'read-table.py');
    const text = execFileSync(python!, [script, await written()], { encoding: 'utf8' });
    assert.equal(JSON.parse(text), {
      columns: ['file', 'camera', 'distance', 'ra'],
      units: [null, null, null, 'deg'],
      rows: [
        ['a.fits', 3, 1.5, 115.5],
        [String.raw`\u00e9.fi`, null, null, null],
        [null, -2147483648, 0, 'inf'],
      ],
      run: 'demo',
    });
  },
);

test.run();
