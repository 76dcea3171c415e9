import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { textTable } from '../../src/ui/text-table.js';
import * as width from '../../src/ui/text-width.js';

test('wide characters take two columns and combining marks none', () => {
  assert.is(width.textWidth('abc'), 3);
  assert.is(width.textWidth('星雲'), 4);
  assert.is(width.textWidth('e\u0301'), 1);
  assert.is(width.textWidth('🌌'), 2);
  assert.is(width.textWidth('━━ ⠋'), 4);
});

test('a cut text fits and keeps its beginning', () => {
  assert.is(width.truncateText('galaxies', 8), 'galaxies');
  assert.is(width.truncateText('galaxies', 5), 'gala…');
  assert.is(width.truncateText('星雲星雲', 4), '星…');
  assert.is(width.truncateText('galaxies', 0), '');
});

test('whatever the text and the width, a cut text is never wider', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.nat(40),
      (text, columns) => width.textWidth(width.truncateText(text, columns)) <= columns,
    ),
  );
});

test('no text, however odd, keeps a control character', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}/u.test(width.printableLine(text))));
});

test('marks that reverse the direction of text become visible', () => {
  assert.is(width.printableLine('a\u202egpj.exe'), 'a\ufffdgpj.exe');
});

test('wrapped text goes on under its own indent', () => {
  assert.equal(width.wrapHanging('  to mend it: lower k or add images', 22), [
    '  to mend it: lower',
    '    k or add images',
  ]);
  assert.equal(width.wrapHanging('short', 22), ['short']);
});

test('a table aligns figures to the right and leaves no blanks at line ends', () => {
  const columns = [{ title: 'name' }, { title: 'size', align: 'right' as const }, { title: 'note' }];
  assert.equal(
    textTable(columns, [
      ['a', '5', ''],
      ['星雲', '1000', 'x\u0007'],
    ]),
    ['name  size  note', 'a        5', '星雲  1000  x\ufffd'],
  );
});

test.run();
