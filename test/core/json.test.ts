import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson, type Json } from '../../src/core/json.js';

/** The plain way: every object with sorted names, then the engine's own text. */
function plainWay(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainWay).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${plainWay(item)}`).join(',')}}`;
}

test('names are sorted by code unit, numbers that look like places too, and nothing is between', () => {
  assert.is(
    canonicalJson({ b: [1, 'x', null, true], a: -0, 10: 1, 9: 2 }),
    '{"10":1,"9":2,"a":0,"b":[1,"x",null,true]}',
  );
});

test('quotes, backslashes, control characters and lone surrogates are escaped', () => {
  assert.is(
    canonicalJson(['"', '\\', '\n', '\u007f', 'é', '\ud800']),
    '["\\"","\\\\","\\n","\u007f","é","\\ud800"]',
  );
});

test('a number that JSON does not know is refused', () => {
  for (const number of [NaN, Infinity, -Infinity])
    assert.throws(() => canonicalJson([number]), /not a JSON number/);
});

test('any value reads back as itself, from the text of the plain way', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value as Json);
      assert.is(text, plainWay(value));
      assert.equal(JSON.parse(text), JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.run();
