import type { ManifestInstance } from '../core/manifest.js';
import type { Binding, Instance } from '../core/plan.js';
import type { DescribedInputs } from './describe-inputs.js';
import type { DescribedOutputs } from './describe-outputs.js';
import { valueText } from './describe-workflow.js';
import { fragmentId, timeText, type CrateGraph, type Reference } from './graph.js';
import type { RunFacts } from './run-facts.js';

/** The steps that the run worked on or found done. Those that it never came to are no part of what happened. */
export interface DescribedSteps {
  /** The kinds of steps, as software. */
  readonly tools: readonly Reference[];
  readonly steps: readonly Reference[];
  /** Each step instance's own action. */
  readonly actions: readonly Reference[];
  /** That skysort ran each. */
  readonly controls: readonly Reference[];
}

interface Ends {
  readonly inputs: DescribedInputs;
  readonly outputs: DescribedOutputs;
}

export function describeSteps(facts: RunFacts, graph: CrateGraph, ends: Ends): DescribedSteps {
  const tools = new Map<string, Reference>();
  const steps = new Map<string, Reference>();
  const actions: Reference[] = [];
  const controls: Reference[] = [];
  const planned = new Map(facts.plan.instances.map((instance) => [instance.id, instance]));
  const positions = new Map(
    [...new Set(facts.plan.instances.map(({ step }) => step))].map((step, i) => [step, i + 1]),
  );
  for (const done of facts.manifest.instances) {
    const instance = planned.get(done.id);
    if (instance === undefined || !isTold(done)) continue;
    const tool = describeTool(done.kind, facts, graph);
    tools.set(done.kind, tool);
    const step = graph.add(fragmentId('step', done.step), 'HowToStep', {
      name: done.step,
      description: instance.description,
      position: String(positions.get(done.step) ?? 0),
      workExample: tool,
    });
    steps.set(done.step, step);
    const action = describeAction({ done, instance, tool }, facts, { graph, ...ends });
    actions.push(action);
    controls.push(
      graph.add(fragmentId('control', done.id), 'ControlAction', {
        name: `skysort runs ${done.id}`,
        instrument: step,
        object: action,
      }),
    );
  }
  return { tools: [...tools.values()], steps: [...steps.values()], actions, controls };
}

/** Cancelled counts only when it had begun, which is when it has a key. */
function isTold({ state, key }: ManifestInstance): boolean {
  return (
    state === 'ran' ||
    state === 'cached' ||
    (key !== undefined && (state === 'failed' || state === 'cancelled'))
  );
}

function describeTool(kind: string, { plan, manifest }: RunFacts, graph: CrateGraph): Reference {
  const known = plan.kinds.get(kind);
  const isOwn = known?.plugin !== undefined;
  return graph.add(fragmentId('kind', kind), 'SoftwareApplication', {
    name: kind,
    description: known?.summary,
    softwareVersion: isOwn
      ? `version ${known.version} of a plugin, SHA-256 ${known.plugin.sha256}`
      : `version ${known?.version ?? 0} in skysort ${manifest.skysort}`,
  });
}

interface Acted {
  readonly done: ManifestInstance;
  readonly instance: Instance;
  readonly tool: Reference;
}

function describeAction(
  { done, instance, tool }: Acted,
  { times }: RunFacts,
  { graph, inputs, outputs }: Ends & { readonly graph: CrateGraph },
): Reference {
  const { id, state, failure, key } = done;
  const worked = state === 'cached' ? undefined : times.get(id);
  const isWhole = state === 'ran' || state === 'cached';
  const objects = Object.entries(instance.inputs).flatMap(([input, binding]) =>
    boundTo(binding, outputs, () => inputs.of(instance, input)),
  );
  const settings = Object.entries(done.params).map(([name, value]) =>
    graph.add(fragmentId('action', id, 'with', name), 'PropertyValue', { name, value: valueText(value) }),
  );
  return graph.add(fragmentId('action', id), 'CreateAction', {
    name: id,
    description: descriptionOf(done),
    instrument: tool,
    object: [...objects, ...settings],
    result: outputs.ofInstance(id),
    startTime: worked && timeText(worked.startedAt),
    endTime: worked && timeText(worked.endedAt),
    actionStatus: isWhole
      ? 'http://schema.org/CompletedActionStatus'
      : 'http://schema.org/FailedActionStatus',
    error: isWhole ? undefined : failureText(failure?.reason),
    identifier: key,
  });
}

function descriptionOf({ kind, state, seconds, savedSeconds }: ManifestInstance): string {
  return state === 'cached'
    ? `${kind}: its result came from the cache; the same inputs, parameters and version had given it before, in ${savedSeconds ?? 0} seconds.`
    : `${kind}: worked on for ${seconds} seconds.`;
}

/** In one word: what the manifest says of it besides may name folders of the machine. */
const failureText = (reason: string | undefined): string =>
  reason === undefined || reason === 'cancelled' ? 'It was stopped.' : `${reason}: manifest.json tells more.`;

/** What an input was, when it is known: things that other steps made, or files of the person's. */
function boundTo(
  binding: Binding,
  outputs: DescribedOutputs,
  ofFiles: () => Reference | undefined,
): Reference[] {
  switch (binding.from) {
    case 'files':
      return [ofFiles()].filter((one) => one !== undefined);
    case 'output':
      return [outputs.of(binding.instance, binding.output)].filter((one) => one !== undefined);
    case 'gather':
      return binding.items.flatMap(({ instance, output }) => outputs.of(instance, output) ?? []);
    case 'everything':
      return binding.instances.flatMap((instance) => outputs.ofInstance(instance));
  }
}
