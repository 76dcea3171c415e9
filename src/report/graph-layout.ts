/** A node with the nodes that it needs, by id. */
export interface GraphNode {
  readonly id: string;
  readonly needs: readonly string[];
}

export interface PlacedNode {
  readonly id: string;
  readonly layer: number;
  /** Position across its layer in units of nodes, centred on 0. */
  readonly across: number;
}

export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** Where it passes each layer between its ends. */
  readonly bends: readonly { readonly layer: number; readonly across: number }[];
}

export interface GraphLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly nLayers: number;
  /** Of the widest layer, in nodes. */
  readonly width: number;
}

interface Vertex {
  readonly id: string;
  readonly layer: number;
  readonly isNode: boolean;
  readonly above: string[];
  readonly below: string[];
}

/** How much room an edge takes where it passes a layer, in nodes. */
const passingWidth = 0.28;
const nSweeps = 6;

/**
 * Places a directed acyclic graph in layers, each node below all that it needs, and orders the layers so that few edges cross.
 * @param nodes In an order in which each comes after those it needs; needs that name no node are left out.
 * @see Sugiyama, Tagawa & Toda 1981 (longest-path layers, barycentres).
 */
export function layOutGraph(nodes: readonly GraphNode[]): GraphLayout {
  const vertices = new Map<string, Vertex>();
  for (const node of nodes) {
    const needs = node.needs.filter((need) => vertices.has(need));
    const layer = Math.max(-1, ...needs.map((need) => vertices.get(need)?.layer ?? -1)) + 1;
    vertices.set(node.id, { id: node.id, layer, isNode: true, above: [], below: [] });
  }
  const chains = nodes.flatMap((node) =>
    [...new Set(node.needs)]
      .filter((need) => vertices.has(need) && need !== node.id)
      .map((need) => chain(vertices, need, node.id)),
  );
  const nLayers = Math.max(0, ...[...vertices.values()].map((vertex) => vertex.layer + 1));
  const layers = Array.from({ length: nLayers }, (_, layer) =>
    [...vertices.values()].filter((vertex) => vertex.layer === layer),
  );
  for (let sweep = 0; sweep < nSweeps; sweep += 1) orderLayers(layers, sweep % 2 === 0);
  const across = centred(placeAcross(layers), layers);
  return {
    nLayers,
    width: Math.max(1, 2 * Math.max(...layers.flat().map((vertex) => reach(vertex, across)))),
    nodes: nodes.map(({ id }) => ({ id, layer: vertices.get(id)?.layer ?? 0, across: across.get(id) ?? 0 })),
    edges: chains.map(({ from, to, passing }) => ({
      from,
      to,
      bends: passing.map((id) => ({ layer: vertices.get(id)?.layer ?? 0, across: across.get(id) ?? 0 })),
    })),
  };
}

/** Links two nodes, through a vertex on each layer between them. */
function chain(
  vertices: Map<string, Vertex>,
  from: string,
  to: string,
): { from: string; to: string; passing: string[] } {
  const passing: string[] = [];
  let above = vertices.get(from);
  const end = vertices.get(to);
  if (above === undefined || end === undefined) return { from, to, passing };
  for (let layer = above.layer + 1; layer < end.layer; layer += 1) {
    const id = `${from}\n${to}\n${layer}`;
    const vertex: Vertex = { id, layer, isNode: false, above: [above.id], below: [] };
    above.below.push(id);
    vertices.set(id, vertex);
    passing.push(id);
    above = vertex;
  }
  above.below.push(to);
  end.above.push(above.id);
  return { from, to, passing };
}

/** Sorts each layer by the mean position of its neighbours in the layer before (or after) it; equal ones keep their order. */
function orderLayers(layers: Vertex[][], isDownward: boolean): void {
  const order = isDownward ? layers.keys() : [...layers.keys()].reverse();
  for (const i of order) {
    const layer = layers[i];
    const neighbours = layers[isDownward ? i - 1 : i + 1];
    if (layer === undefined || neighbours === undefined) continue;
    const positions = new Map(neighbours.map((vertex, position) => [vertex.id, position]));
    const centre = new Map(
      layer.map((vertex, position) => {
        const places = (isDownward ? vertex.above : vertex.below).flatMap((id) => positions.get(id) ?? []);
        const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
        return [vertex.id, places.length === 0 ? position : mean];
      }),
    );
    layer.sort((a, b) => (centre.get(a.id) ?? 0) - (centre.get(b.id) ?? 0));
  }
}

const vertexWidth = (vertex: Vertex): number => (vertex.isNode ? 1 : passingWidth);
const layerWidth = (layer: readonly Vertex[]): number =>
  layer.reduce((width, vertex) => width + vertexWidth(vertex), 0);

/** How far a vertex extends from the middle. */
const reach = (vertex: Vertex, across: ReadonlyMap<string, number>): number =>
  Math.abs(across.get(vertex.id) ?? 0) + vertexWidth(vertex) / 2;

/** Moved so that the drawing extends as far to the left as to the right. */
function centred(across: Map<string, number>, layers: readonly Vertex[][]): Map<string, number> {
  const vertices = layers.flat();
  const left = Math.min(...vertices.map((vertex) => (across.get(vertex.id) ?? 0) - vertexWidth(vertex) / 2));
  const right = Math.max(...vertices.map((vertex) => (across.get(vertex.id) ?? 0) + vertexWidth(vertex) / 2));
  const middle = (left + right) / 2;
  return new Map([...across].map(([id, place]) => [id, place - middle]));
}

/**
 * Each layer is packed and centred, then every vertex is drawn to the middle of its neighbours in turn, as far as the others of its layer
 * leave room.
 */
function placeAcross(layers: readonly Vertex[][]): Map<string, number> {
  const across = new Map<string, number>();
  for (const layer of layers) {
    let left = -layerWidth(layer) / 2;
    for (const vertex of layer) {
      across.set(vertex.id, left + vertexWidth(vertex) / 2);
      left += vertexWidth(vertex);
    }
  }
  for (let round = 0; round < nRounds; round += 1) {
    for (const layer of round % 2 === 0 ? layers : [...layers].reverse()) relax(layer, across);
  }
  return across;
}

const nRounds = 12;

/** Packing from the left and from the right both respect the distances; so does their mean. */
function relax(layer: readonly Vertex[], across: Map<string, number>): void {
  const wanted = layer.map((vertex) => {
    const places = [...vertex.above, ...vertex.below].map((id) => across.get(id) ?? 0);
    const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
    return places.length === 0 ? (across.get(vertex.id) ?? 0) : mean;
  });
  const distance = (i: number): number => {
    const [a, b] = [layer[i], layer[i + 1]];
    return a === undefined || b === undefined ? 0 : (vertexWidth(a) + vertexWidth(b)) / 2;
  };
  const fromLeft = [...wanted];
  for (let i = 1; i < layer.length; i += 1) {
    fromLeft[i] = Math.max(wanted[i] ?? 0, (fromLeft[i - 1] ?? 0) + distance(i - 1));
  }
  const fromRight = [...wanted];
  for (let i = layer.length - 2; i >= 0; i -= 1) {
    fromRight[i] = Math.min(wanted[i] ?? 0, (fromRight[i + 1] ?? 0) - distance(i));
  }
  layer.forEach((vertex, i) => across.set(vertex.id, ((fromLeft[i] ?? 0) + (fromRight[i] ?? 0)) / 2));
}

/** The needs that no longer path stands for: what is left when every line that follows from others is taken away. */
export function directNeeds(nodes: readonly GraphNode[]): GraphNode[] {
  const ancestors = new Map<string, Set<string>>();
  return nodes.map(({ id, needs }) => {
    const known = needs.filter((need) => ancestors.has(need));
    const indirect = new Set(known.flatMap((need) => [...(ancestors.get(need) ?? [])]));
    ancestors.set(id, new Set([...known, ...indirect]));
    return { id, needs: known.filter((need) => !indirect.has(need)) };
  });
}
