import { element, fixed, label } from '../figures/svg.js';
import { shorten } from '../figures/shorten.js';
import type { ReportStep } from './data.js';
import { directNeeds, layOutGraph, type GraphLayout, type PlacedEdge } from './graph-layout.js';

const nodeWidth = 164;
const nodeHeight = 70;
const columnWidth = nodeWidth + 16;
const rowHeight = nodeHeight + 36;
const margin = 8;

/** A step with its instances: one box in the drawing. */
export interface StepGroup {
  readonly step: string;
  readonly kind: string;
  readonly instances: readonly ReportStep[];
  /** Steps that it reads from. */
  readonly needs: readonly string[];
}

/** Instances of one step together, in the plan's order. */
export function groupSteps(steps: readonly ReportStep[]): StepGroup[] {
  const stepOf = new Map(
    steps.flatMap((step) => step.outputs.map((output) => [`${step.id}.${output.name}`, step.step])),
  );
  const names = [...new Set(steps.map((step) => step.step))];
  return names.map((name) => {
    const instances = steps.filter((step) => step.step === name);
    const references = instances.flatMap((instance) => Object.values(instance.inputs).flat());
    const needs = new Set(references.flatMap((reference) => stepOf.get(reference) ?? []));
    return { step: name, kind: instances[0]?.kind ?? '', instances, needs: [...needs] };
  });
}

/** The workflow as a drawing from top to bottom; the page's script adds times to the boxes. */
export function drawWorkflow(groups: readonly StepGroup[]): string {
  const layout = layOutGraph(directNeeds(groups.map(({ step, needs }) => ({ id: step, needs }))));
  const width = layout.width * columnWidth + 2 * margin;
  const height = layout.nLayers * rowHeight - (rowHeight - nodeHeight) + 2 * margin;
  const place = placer(layout);
  const edges = layout.edges.map((edge) => drawEdge(edge, place));
  const nodes = groups.map((group) => drawNode(group, place));
  return element(
    'svg',
    {
      viewBox: `0 0 ${fixed(width)} ${fixed(height)}`,
      width: fixed(width),
      height: fixed(height),
      role: 'group',
      'aria-label': `The workflow's ${groups.length} steps and what each reads`,
      fill: 'var(--ink)',
    },
    ...edges,
    ...nodes,
  );
}

interface Placer {
  x(across: number): number;
  top(layer: number): number;
  node(step: string): { x: number; top: number };
}

function placer(layout: GraphLayout): Placer {
  const x = (across: number): number => margin + (across + layout.width / 2) * columnWidth;
  const top = (layer: number): number => margin + layer * rowHeight;
  const nodes = new Map(layout.nodes.map((node) => [node.id, node]));
  return {
    x,
    top,
    node: (step) => ({ x: x(nodes.get(step)?.across ?? 0), top: top(nodes.get(step)?.layer ?? 0) }),
  };
}

function drawEdge(edge: PlacedEdge, place: Placer): string {
  const from = place.node(edge.from);
  const to = place.node(edge.to);
  let [x, y] = [from.x, from.top + nodeHeight];
  let d = `M${fixed(x)} ${fixed(y)}`;
  const curveTo = (nextX: number, nextY: number): void => {
    const middle = fixed((y + nextY) / 2);
    d += `C${fixed(x)} ${middle} ${fixed(nextX)} ${middle} ${fixed(nextX)} ${fixed(nextY)}`;
    [x, y] = [nextX, nextY];
  };
  for (const bend of edge.bends) {
    curveTo(place.x(bend.across), place.top(bend.layer));
    y = place.top(bend.layer) + nodeHeight;
    d += `V${fixed(y)}`;
  }
  curveTo(to.x, to.top);
  return element('path', { d, class: 'edge', fill: 'none' });
}

function drawNode(group: StepGroup, place: Placer): string {
  const { x, top } = place.node(group.step);
  const left = x - nodeWidth / 2;
  const count = group.instances.length;
  const kind = count > 1 ? `${group.kind} × ${count}` : group.kind;
  const stack =
    count > 1
      ? element('rect', {
          x: left + 4,
          y: top + 4,
          width: nodeWidth,
          height: nodeHeight,
          rx: 6,
          class: 'node',
        })
      : '';
  return element(
    'a',
    { href: `#step-${anchorText(group.step)}`, class: 'node-link', 'data-step': group.step },
    stack,
    element('rect', { x: left, y: top, width: nodeWidth, height: nodeHeight, rx: 6, class: 'node' }),
    label(left + 11, top + 21, shorten(group.step, 19), { 'font-weight': 600, 'font-size': 12.5 }),
    label(left + 11, top + 40, shorten(kind, 20), { 'font-size': 11.5, fill: 'var(--muted)' }),
    label(left + 11, top + 57, '', { 'font-size': 11, class: 'node-time' }),
  );
}

/** A step's name as part of an anchor: step names are letters, digits, `-` and `_`; anything else is left out. */
export function anchorText(step: string): string {
  return step.replace(/[^A-Za-z0-9_-]/g, '');
}
