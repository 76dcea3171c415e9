import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { directNeeds, layOutGraph, type GraphNode } from '../../src/report/graph-layout.js';

const graph = (needs: Readonly<Record<string, string[]>>): GraphNode[] =>
  Object.entries(needs).map(([id, of]) => ({ id, needs: of }));

test('each node stands one layer below the lowest it needs, and long edges bend on every layer they pass', () => {
  const layout = layOutGraph(graph({ a: [], b: ['a'], c: ['a', 'b'], d: ['a', 'c', 'nowhere'] }));
  assert.equal(
    layout.nodes.map(({ id, layer }) => [id, layer]),
    [
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 3],
    ],
  );
  const long = layout.edges.find(({ from, to }) => from === 'a' && to === 'd');
  assert.equal(
    long?.bends.map(({ layer }) => layer),
    [1, 2],
  );
});

test('lines that follow from longer paths are left out', () => {
  assert.equal(directNeeds(graph({ a: [], b: ['a'], c: ['a', 'b'], d: ['a', 'c'] })), [
    { id: 'a', needs: [] },
    { id: 'b', needs: ['a'] },
    { id: 'c', needs: ['b'] },
    { id: 'd', needs: ['c'] },
  ]);
});

test('two edges that cross in the order of the file are uncrossed', () => {
  const layout = layOutGraph(graph({ a: [], b: [], x: ['b'], y: ['a'] }));
  const across = (id: string): number => layout.nodes.find((node) => node.id === id)!.across;
  assert.is(across('a') < across('b'), across('y') < across('x'));
});

test('nodes of a layer never overlap, needs lie above, and nothing leaves the drawing', () => {
  const anyGraph = fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(anyGraph, (lists) => {
      const nodes = lists.map((list, i) => ({
        id: `n${i}`,
        needs: list.filter((j) => j < i).map((j) => `n${j}`),
      }));
      const { nodes: placed, width } = layOutGraph(nodes);
      const byId = new Map(placed.map((node) => [node.id, node]));
      return placed.every((node, i) => {
        const isBelow = nodes[i]!.needs.every((need) => byId.get(need)!.layer < node.layer);
        const isFree = placed.every(
          (other) =>
            other === node || other.layer !== node.layer || Math.abs(other.across - node.across) > 0.999,
        );
        return isBelow && isFree && Math.abs(node.across) + 0.5 <= width / 2 + 1e-9;
      });
    }),
  );
});

test.run();
