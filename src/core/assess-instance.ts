import type { Action } from './action.js';
import { explainStaleness } from './explain-staleness.js';
import { actionKey, preimageOf, type Preimage } from './fingerprint.js';
import type { ActionKey } from './identifiers.js';
import type { Instance } from './plan.js';
import type { ActionStore, FileDigests, History, Lookup, ResolvedInput } from './ports.js';
import { inputPreimage, resolveInputs, type InputSources } from './resolve-inputs.js';
import { fail, ok, type Result } from './result.js';
import type { Staleness } from './staleness.js';
import type { StepKind } from './step.js';

export interface AssessmentPorts {
  readonly kinds: ReadonlyMap<string, StepKind>;
  readonly store: ActionStore;
  readonly digests: FileDigests;
  readonly history: History;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** An instance held against the store. */
export type Assessment =
  | { readonly state: 'fresh'; readonly key: ActionKey; readonly action: Action }
  | {
      readonly state: 'stale';
      readonly key: ActionKey;
      readonly preimage: Preimage;
      readonly inputs: Readonly<Record<string, ResolvedInput>>;
      readonly reasons: readonly Staleness[];
    }
  /** Some input is not known until a step above it has run. */
  | { readonly state: 'unknown'; readonly reasons: readonly Staleness[] };

/** @throws TypeError when the plan names a kind that is not in the registry: validation has let it through. */
export function kindOf(instance: Instance, kinds: ReadonlyMap<string, StepKind>): StepKind {
  const kind = kinds.get(instance.kind);
  if (kind === undefined) throw new TypeError(`no step kind ${instance.kind}`);
  return kind;
}

/** Works out an instance's key from what is known of its inputs, looks it up, and says why it is stale if it is. */
export async function assessInstance(
  instance: Instance,
  ports: AssessmentPorts,
  sources: Pick<InputSources, 'instance' | 'action'>,
  isForced: boolean,
): Promise<Result<Assessment>> {
  const kind = kindOf(instance, ports.kinds);
  const resolved = await resolveInputs(instance, kind, {
    ...sources,
    store: ports.store,
    digests: ports.digests,
  });
  if (!resolved.ok) return fail(resolved.failure);
  const { inputs, unknown } = resolved.value;
  const known = Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, inputPreimage(input)]),
  );
  let preimage: Preimage;
  try {
    preimage = preimageOf(instance, kind, known, ports.environment);
  } catch (error) {
    // What a kind says of its environment is a program, and a plugin's may fail.
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return fail({ reason: 'step-threw', message, stack });
  }
  if (unknown.length > 0) {
    const changes = await changesSince(instance, preimage, unknown, ports.history);
    const upstream: Staleness[] = instance.needs
      .filter((id) => sources.action(id) === undefined)
      .map((id) => ({ rule: 'upstream', instance: id }));
    return ok({
      state: 'unknown',
      reasons: [...forced(isForced), ...(changes ?? [{ rule: 'never-ran' }]), ...upstream],
    });
  }
  const key = actionKey(preimage);
  const looked = await ports.store.lookup(key);
  if (!looked.ok) return looked;
  const lookup = looked.value;
  if (lookup.state === 'hit' && !isForced) return ok({ state: 'fresh', key, action: lookup.action });
  const reasons = isForced ? forced(true) : await missReasons(instance, preimage, lookup, ports.history);
  return ok({ state: 'stale', key, preimage, inputs, reasons });
}

function forced(isForced: boolean): Staleness[] {
  return isForced ? [{ rule: 'forced' }] : [];
}

async function missReasons(
  instance: Instance,
  preimage: Preimage,
  lookup: Lookup,
  history: History,
): Promise<readonly Staleness[]> {
  if (lookup.state === 'lost') {
    const { output, problem } = lookup;
    return [{ rule: 'lost', ...(output === undefined ? {} : { output }), problem }];
  }
  const changes = await changesSince(instance, preimage, [], history);
  if (changes === undefined) return [{ rule: history.hasResult(instance.id) ? 'collected' : 'never-ran' }];
  return changes.length > 0 ? changes : [{ rule: 'collected' }];
}

async function changesSince(
  instance: Instance,
  now: Preimage,
  unknown: readonly string[],
  history: History,
): Promise<readonly Staleness[] | undefined> {
  const before = await history.lastPreimage(instance.id);
  return before && explainStaleness(before, now, unknown);
}
