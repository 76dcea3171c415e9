// The last stage: what all others found, put together. Nothing can be wrong any more.
import type { InstanceId } from '../core/identifiers.js';
import type { JsonObject } from '../core/json.js';
import type { Binding, Instance, Plan, PlannedFile } from '../core/plan.js';
import type { StepKind } from '../core/step.js';
import { cellKey } from './cell-order.js';
import type { CheckedCell } from './check-params.js';
import type { ExpandedCell, ExpandedStep } from './expand-cells.js';
import type { StepFrame } from './frame.js';
import type { FileInput, Link } from './link-steps.js';
import { canonicalOrder } from './order-steps.js';

export interface PlanParts {
  readonly file: string;
  readonly name: string;
  readonly seed: number;
  readonly params: JsonObject;
  readonly kinds: ReadonlyMap<string, StepKind>;
  /** In topological order. */
  readonly steps: readonly ExpandedStep[];
  /** Each step's checked cells by the key of its own cell. */
  readonly checked: ReadonlyMap<StepFrame, ReadonlyMap<string, CheckedCell> | undefined>;
  readonly files: ReadonlyMap<FileInput, readonly PlannedFile[]>;
}

/** The name of the input that stands for every output of the workflow. */
const everythingInput = 'everything';

export function assemblePlan(parts: PlanParts): Plan {
  const expandedOf = new Map(parts.steps.map((expanded) => [expanded.step, expanded]));
  const everything = canonicalOrder([...expandedOf.keys()])
    .filter((step) => !step.readsEverything)
    .flatMap((step) => (expandedOf.get(step)?.cells ?? []).map((cell) => cell.id));
  const position = new Map<InstanceId, number>();
  const instances: Instance[] = [];
  for (const expanded of parts.steps) {
    const fixed = fixedBindings(expanded, parts.files, everything);
    for (const cell of expanded.cells ?? []) {
      position.set(cell.id, position.size);
      instances.push(instance(expanded, cell, fixed, { parts, position }));
    }
  }
  const { name, file, seed, params, kinds } = parts;
  return { name, file, seed, params, kinds, instances };
}

/** The inputs that all cells of a step share. */
function fixedBindings(
  { step }: ExpandedStep,
  files: ReadonlyMap<FileInput, readonly PlannedFile[]>,
  everything: readonly InstanceId[],
): Record<string, Binding> {
  if (step.readsEverything) return { [everythingInput]: { from: 'everything', instances: everything } };
  return Object.fromEntries(
    step.files.map((input) => [
      input.input.name,
      { from: 'files', many: input.many, files: present(files.get(input), 'the files of an input') },
    ]),
  );
}

function instance(
  { step }: ExpandedStep,
  { id, cell, sources }: ExpandedCell,
  fixed: Readonly<Record<string, Binding>>,
  context: { readonly parts: PlanParts; readonly position: ReadonlyMap<InstanceId, number> },
): Instance {
  const { frame } = step;
  const inputs: Record<string, Binding> = { ...fixed };
  for (const [link, items] of sources) inputs[link.input.name] = linkBinding(step.frame, link, items);
  const axes = [...frame.axes.keys()];
  const { name: kind, plugin } = present(frame.kind, 'the kind');
  const { params, placeOf } = present(
    context.parts.checked.get(frame)?.get(cellKey(cell, axes)),
    'the parameters',
  );
  return {
    id,
    step: frame.name,
    kind,
    ...(plugin === undefined ? {} : { plugin }),
    ...(frame.description === undefined ? {} : { description: frame.description }),
    cell,
    params,
    placeOf,
    inputs,
    outputs: present(frame.outputs, 'the outputs'),
    needs: needs(inputs, context.position),
    resources: frame.resources,
    retries: frame.retries,
    ...(frame.timeoutMs === undefined ? {} : { timeoutMs: frame.timeoutMs }),
  };
}

/** An input that can gather always reads as a list, of one when nothing was gathered. */
function linkBinding(
  frame: StepFrame,
  link: Link,
  items: ExpandedCell['sources'] extends ReadonlyMap<Link, infer T> ? T : never,
): Binding {
  const reference = { output: link.source.output, type: link.output.type };
  const [first] = items;
  const gathers = link.spec?.gathers === true || Object.keys(first?.gathered ?? {}).length > 0;
  if (gathers) {
    const gathered = items.map(({ id, gathered: cell }) => ({ cell, instance: id, ...reference }));
    return { from: 'gather', items: gathered };
  }
  return { from: 'output', instance: present(first, `the source of ${frame.name}`).id, ...reference };
}

function needs(
  inputs: Readonly<Record<string, Binding>>,
  position: ReadonlyMap<InstanceId, number>,
): InstanceId[] {
  const found = new Set<InstanceId>();
  for (const binding of Object.values(inputs)) {
    if (binding.from === 'output') found.add(binding.instance);
    else if (binding.from === 'gather') for (const item of binding.items) found.add(item.instance);
    else if (binding.from === 'everything') for (const id of binding.instances) found.add(id);
  }
  return [...found].sort((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0));
}

function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`assemblePlan: ${what} should be known by now`);
  return value;
}
