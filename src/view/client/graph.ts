import { directNeeds, layOutGraph } from '../../report/graph-layout.js';
import type { ScreenModel, StepModel } from '../../ui/screen-model.js';
import { html, setText, shorten, svg } from './elements.js';
import { stateMarks, stateWords, stepState } from './state-words.js';

const [nodeWidth, nodeHeight] = [150, 52];
const [columnWidth, rowHeight, margin] = [nodeWidth + 14, nodeHeight + 28, 6];

/** The steps and what each reads, drawn once; later only the states change. */
export class Graph {
  readonly #states = new Map<string, { node: Element; text: Element }>();

  constructor(into: HTMLElement, model: ScreenModel) {
    const stepOf = new Map<string, string>(model.instances.map(({ id, step }) => [id, step]));
    const nodes = model.steps.map(({ name, positions }) => ({
      id: name,
      needs: [
        ...new Set(
          positions.flatMap((at) =>
            (model.instances[at]?.needs ?? []).flatMap((need) => stepOf.get(need) ?? []),
          ),
        ),
      ],
    }));
    const layout = layOutGraph(directNeeds(nodes));
    const x = (across: number): number => margin + (across + layout.width / 2) * columnWidth;
    const top = (layer: number): number => margin + layer * rowHeight;
    const places = new Map(layout.nodes.map((node) => [node.id, { x: x(node.across), y: top(node.layer) }]));
    const edges = layout.edges.flatMap(({ from, to, bends }) => {
      const [start, end] = [places.get(from), places.get(to)];
      if (start === undefined || end === undefined) return [];
      let [atX, atY] = [start.x, start.y + nodeHeight];
      let d = `M${atX} ${atY}`;
      for (const bend of [...bends.map(({ across, layer }) => ({ x: x(across), y: top(layer) })), end]) {
        const middle = (atY + bend.y) / 2;
        d += `C${atX} ${middle} ${bend.x} ${middle} ${bend.x} ${bend.y}V${bend.y + (bend === end ? 0 : nodeHeight)}`;
        [atX, atY] = [bend.x, bend.y + nodeHeight];
      }
      return [svg('path', { d, class: 'edge' })];
    });
    const width = layout.width * columnWidth + 2 * margin;
    const height = layout.nLayers * rowHeight + 2 * margin;
    const drawn = model.steps.map((step) => this.#node(step, places.get(step.name) ?? { x: 0, y: 0 }));
    into.replaceChildren(
      svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'group' }, ...edges, ...drawn),
    );
    // Where it is wider than the page, its middle is what is seen first.
    into.scrollLeft = (into.scrollWidth - into.clientWidth) / 2;
  }

  #node(step: StepModel, { x, y }: { readonly x: number; readonly y: number }): SVGElement {
    const left = x - nodeWidth / 2;
    const count = step.positions.length;
    const state = svg('text', { x: left + 10, y: y + 40, class: 'node-state' });
    const node = svg(
      'g',
      { class: 'node' },
      svg('title', {}, `${step.name}: ${step.kind}`),
      svg('rect', { x: left, y, width: nodeWidth, height: nodeHeight, rx: 6 }),
      svg('text', { x: left + 10, y: y + 21, class: 'node-name' }, shorten(step.name, 19)),
      svg('text', { x: left + nodeWidth - 8, y: y + 40, class: 'node-count' }, count > 1 ? `× ${count}` : ''),
      state,
    );
    this.#states.set(step.name, { node, text: state });
    return node;
  }

  update({ steps }: ScreenModel): void {
    for (const step of steps) {
      const drawn = this.#states.get(step.name);
      const state = stepState(step);
      const done = step.positions.length - step.counts.waiting - step.counts.running - step.counts.shared;
      const share = step.positions.length > 1 && !step.finished ? ` ${done}/${step.positions.length}` : '';
      drawn?.node.setAttribute('data-state', state);
      if (drawn !== undefined) setText(drawn.text, `${stateMarks[state]} ${stateWords[state]}${share}`);
    }
  }
}

/** For a workflow of so many steps that a drawing says nothing. */
export const tooManySteps = (count: number): HTMLElement =>
  html('p', { class: 'muted' }, `${count} steps are too many to draw.`);
