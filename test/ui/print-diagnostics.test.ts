import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic, Place, Problem } from '../../src/core/diagnostic.js';
import { printDiagnostics } from '../../src/ui/print-diagnostics.js';

const wrong: Problem = {
  kind: 'wrong-value',
  expected: 'an integer of at least 2',
  found: '"6"',
  remedy: 'remove the quotes',
};

function placeOf(sourceLine: string, text: string, more: Partial<Place> = {}): Place {
  return {
    file: 'sky.yaml',
    line: 14,
    column: sourceLine.indexOf(text) + 1,
    length: text.length,
    sourceLine,
    ...more,
  };
}

const at = (place: Place, more: Partial<Diagnostic> = {}): Diagnostic => ({
  place,
  path: 'clusters.sweep.k[1]',
  problem: wrong,
  ...more,
});

const print = (...diagnostics: Diagnostic[]) => printDiagnostics(diagnostics, { color: false });

test('a problem is its place, its path, what is wrong, the line, a caret and what to do', () => {
  assert.is(
    print(at(placeOf('      k: [3, "6", 7]', '"6"', { file: 'workflows/galaxies.yaml' }))),
    `workflows/galaxies.yaml:14:14 clusters.sweep.k[1] must be an integer of at least 2, found "6"
      k: [3, "6", 7]
             ^^^ remove the quotes

1 problem in workflows/galaxies.yaml
`,
  );
});

test('a value that stands elsewhere is shown where it stands, with the place that uses it', () => {
  const usedAt = placeOf('    sweep: { k: "${k}" }', '"${k}"', { line: 30 });
  assert.is(
    print(at(placeOf('  k: [3, "6", 7]', '"6"'), { usedAt })),
    `sky.yaml:14:10 clusters.sweep.k[1] must be an integer of at least 2, found "6"
      k: [3, "6", 7]
             ^^^ remove the quotes
      used at sky.yaml:30:17  sweep: { k: "\${k}" }

1 problem in sky.yaml
`,
  );
});

test('problems are sorted by place, those of options first and in the order of the options', () => {
  const option = (text: string) =>
    at(placeOf(text, '1', { file: '--set', line: 1 }), { usedAt: placeOf('k: 1', '1') });
  const printed = print(
    at(placeOf('k: "6"', '"6"', { line: 9 })),
    at(placeOf('b: 2, k: "6"', '"6"', { line: 3 })),
    option('z=1'),
    at(placeOf('k: "6"', '"6"', { line: 3 })),
    option('a=1'),
  );
  const places = printed
    .split('\n')
    .filter((line) => / must be /.test(line))
    .map((line) => line.split(' ')[0]);
  assert.equal(places, ['--set:1:3', '--set:1:3', 'sky.yaml:3:4', 'sky.yaml:3:10', 'sky.yaml:9:4']);
  assert.ok(printed.indexOf('z=1') < printed.indexOf('a=1'));
  assert.ok(printed.endsWith('\n5 problems in sky.yaml\n'));
});

test('a long line is cut around the caret', () => {
  const sourceLine = `k: [${'1, '.repeat(200)}"6"${', 2'.repeat(200)}]`;
  const [, line = '', caret = ''] = print(at(placeOf(sourceLine, '"6"'))).split('\n');
  assert.ok(line.length <= 100, String(line.length));
  assert.is(line.slice(caret.indexOf('^'), caret.indexOf('^') + 3), '"6"');
  assert.ok(line.trim().startsWith('…') && line.endsWith('…'), line);
});

test('a value that is itself too long is cut, and the carets with it', () => {
  const value = `"${'x'.repeat(500)}"`;
  const [, line = '', caret = ''] = print(at(placeOf(`k: ${value}`, value))).split('\n');
  assert.ok(line.length <= 100, line);
  assert.is(caret.lastIndexOf('^') + 1, line.length);
});

test('tabs and wide characters keep the caret below its value', () => {
  const tabbed = print(at(placeOf('\tk:\t"6"', '"6"'))).split('\n');
  assert.equal(tabbed.slice(1, 3), ['      k:  "6"', '          ^^^ remove the quotes']);
  const wide = print(at(placeOf('銀河: "6"', '"6"'))).split('\n');
  assert.equal(wide.slice(1, 3), ['      銀河: "6"', '            ^^^ remove the quotes']);
});

test('nothing in a file can move the cursor or end the line', () => {
  const sourceLine = 'k: "\u001b[2J\u202e6"';
  const printed = print(at(placeOf(sourceLine, '"', { file: 'a\nb\u001b[31m.yaml' })));
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  assert.not.match(printed, /[\u0000-\u0009\u000b-\u001f\u202e]/);
  assert.is(printed.split('\n').length, 6);
});

test('a cell is named when the place alone does not tell', () => {
  assert.match(print(at(placeOf('k: 6', '6'), { cell: 'clusters@k=6' })), 'found "6" (in clusters@k=6)\n');
});

test('colours only colour', () => {
  const diagnostics = [at(placeOf('k: "6"', '"6"'), { usedAt: placeOf('x: "${k}"', '${k}') })];
  const coloured = printDiagnostics(diagnostics, { color: true });
  assert.match(coloured, '\u001b[31m');
  assert.is(stripVTControlCharacters(coloured), printDiagnostics(diagnostics, { color: false }));
});

test('of very many problems the first are printed and the rest is counted', () => {
  const many = Array.from({ length: 120 }, (_, index) => at(placeOf('k: "6"', '"6"', { line: index + 1 })));
  const printed = print(...many);
  assert.is(printed.match(/ must be /g)?.length, 50);
  assert.ok(printed.endsWith('\n… and 70 more\n\n120 problems in sky.yaml\n'), printed.slice(-80));
});

test('in a narrow terminal no word is broken, and the caret stays below its place', () => {
  const line =
    '  a: { uses: kmeans, inputs: { vectors: latents.latents }, with: { k: "6" }, sweep: { seed: [0, 1, 2] } }';
  const usedAt = placeOf(
    '  a: { uses: kmeans, inputs: { vectors: latents.latents }, with: { k: "${k}" }, sweep: {} }',
    '"${k}"',
  );
  const remedy = 'remove the quotes, since a number between quotes is a text and no number';
  const long = { ...wrong, remedy };
  assert.is(
    printDiagnostics([at(placeOf(line, '"6"'), { problem: long, usedAt })], { color: false, columns: 60 }),
    `sky.yaml:14:71 clusters.sweep.k[1] must be an integer of
  at least 2, found "6"
      …s.latents }, with: { k: "6" }, sweep: { seed: [0, 1,…
                               ^^^
                          remove the quotes, since a number
                          between quotes is a text and no
                          number
      used at sky.yaml:14:71 …ectors: latents.latents },
        with: { k: "\${k}" }, sweep: {} }

1 problem in sky.yaml
`,
  );
});

test('a remedy goes below the caret when there is no room beside it', () => {
  const remedy = 'remove the quotes, since this is a number';
  assert.is(
    printDiagnostics(
      [at(placeOf('  k: [3, 6, 7, 8, 9, 10, "6"]', '"6"'), { problem: { ...wrong, remedy } })],
      {
        color: false,
        columns: 50,
      },
    ),
    `sky.yaml:14:26 clusters.sweep.k[1] must be an
  integer of at least 2, found "6"
      k: [3, 6, 7, 8, 9, 10, "6"]
                             ^^^
                      remove the quotes, since
                      this is a number

1 problem in sky.yaml
`,
  );
});

test.run();
