// Hostile files: each ends with a message in a moment, and none exhausts memory or the stack.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diagnosticsOf, messagesOf, workflow } from './load.js';

const limited = async (text: string) =>
  (await diagnosticsOf(text)).map(({ problem }) => (problem.kind === 'limit' ? problem.of : problem.kind));

test('an alias bomb stops at the number of values that it stands for', async () => {
  const levels = Array.from({ length: 30 }, (_, level) =>
    level === 0
      ? 'l0: &l0 [x, x, x, x, x, x, x, x, x]'
      : `l${level}: &l${level} [${Array(9)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
  );
  const found = await limited(workflow('a: { uses: report }', levels.join('\n')));
  assert.ok(found.length > 0);
  assert.equal(new Set(found), new Set(['values']));
});

test('honest aliases, used many times, are no bomb', async () => {
  const users = Array.from({ length: 500 }, (_, index) => `a${index}: { uses: mock-survey, with: *w }`);
  const text = workflow(users.join('\n'), 'base: &w { galaxies: 3 }');
  assert.equal(await diagnosticsOf(text), []);
});

for (const [what, open, close] of [
  ['lists', '[', ']'],
  ['mappings', '{a: ', '}'],
] as const) {
  test(`${what} inside one another are refused below a depth, closed or not`, async () => {
    assert.equal(await limited(open.repeat(50_000)), ['depth']);
    assert.equal(await limited(`a: ${open.repeat(50_000)}1${close.repeat(50_000)}`), ['depth']);
    assert.equal(await limited(`a: ${open.repeat(70)}1${close.repeat(70)}`), ['depth']);
  });
}

test('nested blocks are refused below a depth too', async () => {
  assert.equal(await limited(`a:\n  ${'- '.repeat(20_000)}1`), ['depth']);
  const indented = Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
  assert.equal(await limited(indented), ['depth']);
});

test('a text of a hundred megabytes is refused before it is parsed', async () => {
  assert.equal(await limited(`a: ${'x'.repeat(100 * 1024 * 1024)}`), ['characters']);
});

test('a sweep of more cells than a workflow may have is counted and not made', async () => {
  const list = `[${Array.from({ length: 100 }, (_, index) => index + 1).join(', ')}]`;
  const text = workflow(`a: { uses: mock-survey, sweep: { galaxies: ${list}, seed: ${list} } }
b: { uses: split, inputs: { catalogue: c.catalogue }, sweep: { seed: ${list} } }
c: { uses: ingest, inputs: { files: a.tarballs }, sweep: { size: ${list.replace('[1, 2, 3, 4, 5, 6, 7, ', '[')} } }`);
  assert.equal(await limited(text), ['cells']);
  const four =
    workflow(`a: { uses: train-autoencoder, inputs: { images: i.images, split: s.split }, sweep: { epochs: ${list}, batch_size: ${list}, seed: ${list} } }
s: { uses: split, inputs: { catalogue: i.catalogue } }
i: { uses: ingest, inputs: { files: m.tarballs } }
m: { uses: mock-survey }`);
  assert.match(
    await messagesOf(four),
    'the sweeps make too many cells: 1,000,000, where a workflow has at most 50,000',
  );
});

test('a name of a cell that no folder could have is refused', async () => {
  const parts = Array.from(
    { length: 4 },
    (_, index) => `s${index}: { uses: command, with: { command: [x] }, outputs: { y: y.csv } }`,
  );
  const long = 'x'.repeat(60);
  const text = workflow(`${parts.join('\n')}
a: { uses: curves, inputs: { history: s0.y }, sweep: { title: [${long}] } }
${'b'.repeat(64)}: { uses: train-autoencoder, inputs: { images: i.images, split: s.split }, sweep: { architecture: [[{ type: dense, units: 1 }, { type: dense, units: 1 }, { type: dense, units: 2 }]], epochs: [1], batch_size: [100000000000000], seed: [900000000000000], shuffle: [true] } }
s: { uses: split, inputs: { catalogue: i.catalogue } }
i: { uses: ingest, inputs: { files: m.tarballs } }
m: { uses: mock-survey }`);
  assert.equal(await limited(text), ['id']);
});

test('braces that stand for thousands of patterns are refused', async () => {
  const glob = '{a,b}'.repeat(20);
  assert.equal(await limited(workflow(`a: { uses: ingest, inputs: { files: { glob: "${glob}" } } }`)), [
    'patterns',
  ]);
});

test('a __proto__ key changes nothing, wherever it stands', async () => {
  const text = workflow(
    'a: { uses: mock-survey, with: { __proto__: { polluted: true } } }',
    '__proto__: { polluted: true }',
  );
  const found = await diagnosticsOf(text);
  assert.equal(
    found.map(({ problem }) => problem.kind),
    ['forbidden-key', 'forbidden-key'],
  );
  assert.is(({} as { polluted?: boolean }).polluted, undefined);
  assert.equal(await limited(workflow('a: { uses: mock-survey, with: { constructor: 1, toString: 2 } }')), [
    'unknown-key',
    'unknown-key',
  ]);
  assert.equal(
    await limited(
      workflow(
        'a: { uses: toString }\nb: { uses: ingest, inputs: { files: c.constructor } }\nc: { uses: mock-survey }',
      ),
    ),
    ['unknown-kind', 'unknown-output'],
  );
});

test('whatever the text is, there is a plan or a message, and never an exception', async () => {
  const word = fc.constantFrom(
    'skysort: 1',
    'name: sky',
    'steps:',
    '  a:',
    '    uses: kmeans',
    '    with: {',
    '}',
    '[',
    ']',
    '${k}',
    '"',
    "'",
    '\t',
    '- ',
    ': ',
    '*a',
    '&a',
    '!!x',
    '<<: ',
    '%',
    '---',
    '...',
    '|',
    '>',
    '#',
    '\n',
    '\n  ',
    '\n    ',
    '\r\n',
    '\u0000',
    '\ufeff',
    'é',
    '𝕏',
    ',',
    '?',
    '0x1',
    '.nan',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 40 }), async (words) => {
      assert.type(await messagesOf(words.join('')), 'string');
    }),
    { numRuns: 500 },
  );
});

test.run();
