import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Findings } from '../../src/config/findings.js';
import { Interpolator } from '../../src/config/interpolate.js';
import { parseYaml } from '../../src/config/parse-yaml.js';
import { SourceText } from '../../src/config/source.js';
import { parseTemplate } from '../../src/config/template.js';
import { emptyMapping, toJson, type Mapping, type Tree } from '../../src/config/tree.js';
import type { Json } from '../../src/core/json.js';

function treeOf(text: string): Tree {
  const findings = new Findings();
  const tree = parseYaml(new SourceText('test.yaml', text), findings);
  if (tree === undefined) throw new Error(JSON.stringify(findings.sorted()));
  return tree;
}

/** What lies below a tree under a key or an index. */
function at(tree: Tree, step: string | number): Tree {
  const found =
    tree.type === 'mapping'
      ? tree.entries.get(String(step))?.value
      : tree.type === 'list'
        ? tree.items[Number(step)]
        : undefined;
  if (found === undefined) throw new Error(`nothing at ${step}`);
  return found;
}

/** What a value becomes with these params, and how many problems were found. */
function resolved(value: Json, params: Json): { value: Json; problems: string[] } {
  const findings = new Findings();
  const interpolator = new Interpolator(treeOf(JSON.stringify(params)) as Mapping, findings);
  interpolator.resolveParams();
  const tree = interpolator.resolve(treeOf(JSON.stringify(value)), 'value');
  return { value: toJson(tree), problems: findings.sorted().map(({ problem }) => problem.kind) };
}

test('a value that is only a reference keeps its type', () => {
  for (const value of [3, true, null, 'text', [1, [2]], { a: { b: 1 } }]) {
    assert.equal(resolved('${x}', { x: value }).value, value);
  }
});

test('inside text a reference becomes text', () => {
  assert.is(
    resolved('data/${a}/${b.c}-${d}.tar', { a: 'x', b: { c: 0.5 }, d: true }).value,
    'data/x/0.5-true.tar',
  );
});

test('params may refer to params, in any order, and to a neighbour inside the same mapping', () => {
  const params = { all: '${base.folder}/*.tar', base: { root: 'data', folder: '${base.root}/sky' } };
  assert.is(resolved('${all}', params).value, 'data/sky/*.tar');
});

test('a name inside a referred mapping can be reached', () => {
  assert.is(resolved('${b.x}', { a: { x: 3 }, b: '${a}' }).value, 3);
});

test('escaped references, lone dollars and braces without a dollar are text', () => {
  const texts = {
    '$${x}': '${x}',
    $5: '$5',
    '{inputs.x}': '{inputs.x}',
    $$: '$$',
    'a$${': 'a${',
    '$$$${x}': '$$${x}',
  };
  for (const [written, read] of Object.entries(texts)) {
    assert.equal(resolved(written, { x: 1 }), { value: read, problems: [] });
  }
});

test('what a param holds is not interpolated again', () => {
  assert.is(resolved('${x}', { x: '$${y}', y: 3 }).value, '${y}');
  const params = { a: { x: '$${y}', z: ['$${y}'] }, b: '${a}', y: 3 };
  assert.is(resolved('${b.x}', params).value, '${y}');
  assert.equal(resolved('${b.z}', params).value, ['${y}']);
  assert.is(resolved('<${b.x}>', params).value, '<${y}>');
});

test('any text can be written with escapes', () => {
  const pieces = fc.array(
    fc.oneof(fc.constantFrom('$', '{', '}', '${', '${x}', '$$', '\\', '"'), fc.string()),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(pieces, (list) => {
      const text = list.join('');
      assert.equal(
        resolved(
          text.replaceAll('${', () => '$${'),
          { x: 1 },
        ),
        { value: text, problems: [] },
      );
    }),
  );
});

test('a template puts together what its parts say', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,5}$/);
  const part = fc.oneof(
    fc.record({ type: fc.constant('text' as const), text: fc.stringMatching(/^[^$]{1,6}$/) }),
    fc.record({ type: fc.constant('reference' as const), name }),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.map((each) => (each.type === 'text' ? each.text : `\${${each.name}}`)).join('');
      const joined: { type: string; text?: string; name?: string }[] = [];
      for (const each of parts) {
        const last = joined.at(-1);
        if (each.type === 'text' && last?.type === 'text') last.text = (last.text ?? '') + each.text;
        else joined.push({ ...each });
      }
      assert.equal(parseTemplate(text), joined);
    }),
  );
});

test('no text makes the template parser or the interpolator throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'x', '.', ' ', '-') }), (text) => {
      const { value, problems } = resolved(text, { x: 1 });
      assert.ok(
        problems.length > 0 ? value === null : typeof value === 'number' || typeof value === 'string',
      );
    }),
  );
});

test('references to references cannot grow without bound', () => {
  const lists: Record<string, Json> = { p0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] };
  const texts: Record<string, Json> = { p0: 'lol' };
  for (let level = 1; level < 40; level += 1) {
    lists[`p${level}`] = Array.from({ length: 10 }, () => `\${p${level - 1}}`);
    texts[`p${level}`] = `\${p${level - 1}}`.repeat(10);
  }
  assert.equal(new Set(resolved('${p39}', lists).problems), new Set(['limit']));
  assert.equal(new Set(resolved('${p39}', texts).problems), new Set(['limit']));
});

test('a chain of references that is too long is refused instead of exhausting the stack', () => {
  const chain: Record<string, Json> = { p0: 1 };
  for (let level = 1; level < 10_000; level += 1) chain[`p${level}`] = `\${p${level - 1}}`;
  const reversed = Object.fromEntries(Object.entries(chain).reverse());
  assert.ok(resolved('${p9999}', reversed).problems.includes('limit'));
});

test('the place of a referred value is its own, and the place of its use goes with it at every depth', () => {
  const findings = new Findings();
  const params = treeOf('k: [3, { a: 6 }]');
  const interpolator = new Interpolator(
    params.type === 'mapping' ? params : emptyMapping(params.at),
    findings,
  );
  const user = treeOf('use: ${k}');
  const used = at(interpolator.resolve(user, ''), 'use');
  const six = at(at(used, 1), 'a');
  assert.is(six.at.source.text.slice(six.at.start, six.at.end), '6');
  assert.is(six.usedAt?.start, 5);
});

test.run();
