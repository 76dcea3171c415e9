import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyOverrides } from '../../src/config/apply-overrides.js';
import { compareCells } from '../../src/config/cell-order.js';
import { describeSchema } from '../../src/config/describe-schema.js';
import { compareBytes } from '../../src/config/folders.js';
import { Findings } from '../../src/config/findings.js';
import { join, product, singleCell } from '../../src/config/join-cells.js';
import { nearest } from '../../src/config/nearest.js';
import { parseYaml } from '../../src/config/parse-yaml.js';
import { parseDuration, parseSize } from '../../src/config/quantities.js';
import { parseReference } from '../../src/config/read-inputs.js';
import { SourceText } from '../../src/config/source.js';
import { emptyMapping, type Mapping } from '../../src/config/tree.js';
import { axisValueText, instanceId, type Cell } from '../../src/core/cell.js';

test('durations need a unit, and may be put together', () => {
  const table: Record<string, number | undefined> = {
    '90s': 90_000,
    '30 m': 1_800_000,
    '1h30m': 5_400_000,
    '0.5h': 1_800_000,
    '2d': 172_800_000,
    '250ms': 250,
    '02:30:00': 9_000_000,
    '90': undefined,
    '': undefined,
    '0s': undefined,
    '-3s': undefined,
    '3 weeks': undefined,
    '1:2:3': undefined,
  };
  for (const [text, ms] of Object.entries(table)) assert.is(parseDuration(text), ms, text);
});

test('sizes are binary as Slurm has them, unless they end in a plain B', () => {
  const table: Record<string, number | undefined> = {
    '4G': 4 * 1024 ** 3,
    '4GiB': 4 * 1024 ** 3,
    '4 gb': 4_000_000_000,
    '1.5M': 1_572_864,
    '512k': 524_288,
    '4': undefined,
    '4X': undefined,
    '0G': undefined,
    '99999999T': undefined,
  };
  for (const [text, bytes] of Object.entries(table)) assert.is(parseSize(text), bytes, text);
});

test('the nearest name is one that a slip of the hand explains', () => {
  const names = ['uses', 'with', 'inputs', 'epochs', 'k', 'n_init'];
  const table: Record<string, string | undefined> = {
    wiht: 'with',
    epoch: 'epochs',
    EPOCHS: 'epochs',
    n_int: 'n_init',
    zebra: undefined,
    q: undefined,
    '': undefined,
  };
  for (const [name, near] of Object.entries(table)) assert.is(nearest(name, names), near, name);
});

test('a reference names a step, perhaps a cell, and an output', () => {
  assert.equal(parseReference('a.b'), { from: 'step', step: 'a', address: undefined, output: 'b' });
  const cell = parseReference('a-1@k=6,lr=0.5.labels');
  assert.is(cell?.step, 'a-1');
  assert.equal(
    [...(cell?.address ?? [])],
    [
      ['k', '6'],
      ['lr', '0.5'],
    ],
  );
  assert.is(cell?.output, 'labels');
  for (const text of [
    'a',
    'a.',
    '.b',
    'a.b.c',
    'a@.b',
    'a@k.b',
    'a@k=1,k=2.b',
    'data/a.tar',
    'a b.c',
    '3.b',
  ]) {
    assert.is(parseReference(text), undefined, text);
  }
});

const axis = fc.stringMatching(/^[a-z]{1,3}$/);
const value = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.boolean(),
);
const cell: fc.Arbitrary<Cell> = fc.dictionary(axis, value, { maxKeys: 3 });

test('an id is a plain name of a folder, whatever is swept', () => {
  fc.assert(
    fc.property(cell, (each) =>
      assert.match(instanceId('step', each), /^step(@[a-z]+=[A-Za-z0-9._+-]+(,[a-z]+=[A-Za-z0-9._+-]+)*)?$/),
    ),
  );
});

test('an id does not depend on the order in which the axes are named, and can be read back as an address', () => {
  fc.assert(
    fc.property(cell, (each) => {
      const turned = Object.fromEntries(Object.entries(each).reverse());
      const id = instanceId('step', each);
      assert.is(instanceId('step', turned), id);
      const address = parseReference(`${id}.output`)?.address ?? new Map<string, string>();
      assert.equal(
        Object.fromEntries(address),
        Object.fromEntries(Object.entries(each).map(([name, of]) => [name, axisValueText(of)])),
      );
    }),
  );
});

test('cells have one order, whatever order they come in', () => {
  const cells = fc.array(fc.record({ a: value, b: value }, { noNullPrototype: true }), { maxLength: 12 });
  fc.assert(
    fc.property(cells, (list) => {
      const sorted = [...list].sort(compareCells);
      assert.equal([...list].reverse().sort(compareCells), sorted);
    }),
  );
  const numbers: Cell[] = [{ k: 10 }, { k: 'a' }, { k: 9 }];
  assert.equal(numbers.sort(compareCells), [{ k: 9 }, { k: 10 }, { k: 'a' }]);
});

test('joining is multiplying when no axis is shared, and choosing when one is', () => {
  const small = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(small, small, (left, right) => {
      const k = product(new Map([['k', left]]));
      assert.is(join(k, product(new Map([['n', right]])), 100)?.cells.length, left.length * right.length);
      const common = left.filter((each) => right.includes(each));
      assert.equal(
        join(k, product(new Map([['k', right]])), 100)?.cells,
        common.map((each) => ({ k: each })),
      );
      assert.equal(join(k, singleCell, 100), k);
    }),
  );
});

test('a join that would be too large is not made', () => {
  const list = (axisName: string) => product(new Map([[axisName, [1, 2, 3]]]));
  assert.is(join(list('a'), list('b'), 8), undefined);
  assert.is(join(list('a'), list('b'), 9)?.cells.length, 9);
});

test('a schema reads as a phrase', () => {
  const table: [Record<string, unknown>, string][] = [
    [{ type: 'integer', minimum: 2 }, 'an integer of at least 2'],
    [{ type: 'integer', minimum: 0, maximum: 3 }, 'an integer from 0 to 3'],
    [{ type: 'number', exclusiveMinimum: 0 }, 'a number above 0'],
    [{ type: 'number', exclusiveMinimum: 0, maximum: 1 }, 'a number above 0 and at most 1'],
    [{ type: 'number', maximum: 1 }, 'a number of at most 1'],
    [{ type: 'integer', minimum: 8, multipleOf: 8 }, 'an integer of at least 8, a multiple of 8'],
    [{ enum: ['cnn', 'dense'] }, 'one of cnn or dense'],
    [{ const: 'auto' }, 'auto'],
    [
      { type: 'array', minItems: 2, maxItems: 2, items: { type: 'integer' } },
      'a list of 2 values, each an integer',
    ],
    [{ anyOf: [{ const: 'auto' }, { type: 'boolean' }] }, 'auto or true or false'],
    [{ type: ['string', 'null'] }, 'text or nothing (null)'],
    [{ type: 'string', minLength: 1 }, 'text that is not empty'],
  ];
  for (const [schema, phrase] of table) assert.is(describeSchema(schema as never), phrase);
});

test('a place counts lines and columns from one, whatever ends the lines', () => {
  for (const end of ['\n', '\r\n']) {
    const text = ['a: 1', '  b: 22', ''].join(end);
    const at = text.indexOf('22');
    const place = new SourceText('f', text).place(at, at + 2);
    assert.equal(place, { file: 'f', line: 2, column: 6, length: 2, sourceLine: '  b: 22' });
  }
});

test('a place that runs over several lines is shown by the first, and one at the end has a width', () => {
  const source = new SourceText('f', 'a: [1,\n 2]');
  assert.is(source.place(3, 10).length, 3);
  assert.equal(source.place(10, 10), { file: 'f', line: 2, column: 4, length: 1, sourceLine: ' 2]' });
  assert.equal(new SourceText('f', '').place(0, 0), {
    file: 'f',
    line: 1,
    column: 1,
    length: 1,
    sourceLine: '',
  });
});

test('paths are sorted by their bytes, whatever their alphabet', () => {
  const character = fc.oneof(
    fc.constantFrom('a', '/', '\ud7ff', '\ue000', '\uffff', '𝕏', '\u{10ffff}'),
    fc.string({ unit: 'grapheme' }),
  );
  const path = fc.array(character, { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(path, path, (a, b) => {
      assert.is(Math.sign(compareBytes(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 2000 },
  );
});

test('an option counts with the size of its own value, wherever in the params it goes', () => {
  const source = new SourceText('sky.yaml', '{ a: 1, b: { c: 2, d: { e: [1, 2] } } }');
  const findings = new Findings();
  const params = parseYaml(source, findings) as Mapping;
  assert.is(params.size, 8);
  const sizeWith = (...options: string[]) => applyOverrides(params, options, findings).size;
  assert.is(sizeWith('a=[1, 2, 3]'), 11);
  assert.is(sizeWith('b.d.e=7'), 6);
  assert.is(sizeWith('b.c=[1, 2]', 'b.d={ e: 1 }'), 8);
  assert.is(findings.count, 0);
  assert.is(applyOverrides(emptyMapping(params.at), [], findings).size, 1);
});

test.run();
