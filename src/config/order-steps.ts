// Stage 6: links -> an order. A step comes after the steps it reads, and otherwise where the file has it; steps that read
// each other in a circle are named as such and left out, with all that hangs below them.
import type { Findings } from './findings.js';
import type { StepFrame } from './frame.js';
import type { LinkedStep } from './link-steps.js';

type Compare = (a: LinkedStep, b: LinkedStep) => number;

const byPlace: Compare = (a, b) => a.frame.index - b.frame.index;
const byName: Compare = (a, b) => (a.frame.name < b.frame.name ? -1 : 1);

/** @returns The steps that can be put in order, in topological order; among the ready, in the file's. */
export function orderSteps(steps: readonly LinkedStep[], findings: Findings): LinkedStep[] {
  const ordered = topologicalOrder(steps, byPlace);
  const byFrame = new Map(steps.map((step) => [step.frame, step]));
  if (ordered.length < steps.length) reportCycles(steps, byFrame, new Set(ordered), findings);
  return ordered;
}

/** The topological order that does not depend on the file's: for what reads all of them, and must not change with their order. */
export function canonicalOrder(steps: readonly LinkedStep[]): LinkedStep[] {
  return topologicalOrder(steps, byName);
}

function topologicalOrder(steps: readonly LinkedStep[], compare: Compare): LinkedStep[] {
  const byFrame = new Map(steps.map((step) => [step.frame, step]));
  const sources = steps.filter((step) => !step.readsEverything);
  const needs = new Map(
    steps.map((step) => {
      const targets = step.links.flatMap((link) => byFrame.get(link.target) ?? []);
      return [step, new Set(step.readsEverything ? sources : targets)] as const;
    }),
  );
  const waiting = new Map(steps.map((step) => [step, needs.get(step)?.size ?? 0]));
  const users = new Map<LinkedStep, LinkedStep[]>(steps.map((step) => [step, []]));
  for (const [step, needed] of needs) for (const each of needed) users.get(each)?.push(step);

  const ready = steps.filter((step) => waiting.get(step) === 0).sort(compare);
  const ordered: LinkedStep[] = [];
  for (let step = ready.shift(); step !== undefined; step = ready.shift()) {
    ordered.push(step);
    for (const user of users.get(step) ?? []) {
      const left = (waiting.get(user) ?? 0) - 1;
      waiting.set(user, left);
      if (left === 0) insert(ready, user, compare);
    }
  }
  return ordered;
}

function insert(ready: LinkedStep[], step: LinkedStep, compare: Compare): void {
  const at = ready.findIndex((other) => compare(other, step) > 0);
  ready.splice(at === -1 ? ready.length : at, 0, step);
}

/** Every step that is left has a need that is left: following those runs into a circle. */
function reportCycles(
  steps: readonly LinkedStep[],
  byFrame: ReadonlyMap<StepFrame, LinkedStep>,
  ordered: ReadonlySet<LinkedStep>,
  findings: Findings,
): void {
  const seen = new Set<LinkedStep>();
  for (const start of steps) {
    const trail: LinkedStep[] = [];
    let here: LinkedStep | undefined = start;
    while (here !== undefined && !ordered.has(here) && !here.readsEverything && !seen.has(here)) {
      seen.add(here);
      trail.push(here);
      here = here.links
        .map((link) => byFrame.get(link.target))
        .find((target) => target !== undefined && !ordered.has(target));
    }
    const from = here === undefined ? -1 : trail.indexOf(here);
    if (from !== -1) reportCycle(trail.slice(from), findings);
  }
}

function reportCycle(members: readonly LinkedStep[], findings: Findings): void {
  const first = members.reduce((a, b) => (a.frame.index <= b.frame.index ? a : b));
  const at = members.indexOf(first);
  const turned = [...members.slice(at), ...members.slice(0, at)];
  // Shown along the flow of data: each step feeds the next.
  const cycle = [first, ...turned.slice(1).reverse(), first].map((step) => step.frame.name);
  const next = turned[1] ?? first;
  const link = first.links.find((each) => each.target === next.frame);
  if (link !== undefined) findings.add(link.input.tree, link.input.path, { kind: 'step-cycle', cycle });
}
