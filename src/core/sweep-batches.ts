import { kindOf } from './assess-instance.js';
import type { CoreGrant } from './core-budget.js';
import type { InstanceId } from './identifiers.js';
import { canonicalJson, type Json } from './json.js';
import type { Instance, Plan } from './plan.js';
import type { ExecutionOutcome, ExecutionRequest, Executor } from './ports.js';
import type { StepKind } from './step.js';

/** What one member of a batch holds: its share of the batch's cores, and how it is run. */
export interface BatchPlace {
  readonly grant: CoreGrant;
  /** Waits for the other members, then runs all in one job; once that has been, runs each alone. */
  readonly executor: Pick<Executor, 'execute'>;
  /** Whether the next execution is one with others. */
  isTogether(): boolean;
}

/**
 * Cells of a sweep that can be done in one go: of a kind with `batchAxes`, and alike but for these. They are gathered when they are
 * due together; each keeps its own key, lease and result.
 */
export class SweepBatches {
  readonly #gatherings = new Map<InstanceId, Gathering>();
  readonly #executor: Executor;

  constructor(plan: Plan, executor: Executor) {
    this.#executor = executor;
    for (const members of alike(plan)) {
      const gathering = new Gathering(members.map(({ id }) => id));
      for (const { id } of members) this.#gatherings.set(id, gathering);
    }
  }

  /** Says that an instance will not join the others: it is cached, failed, or left to another run. */
  pass(id: InstanceId): void {
    this.#gatherings.get(id)?.pass(id);
  }

  /**
   * Waits until each of the cells that could go with this one is due as well or has passed, then takes cores, for all together.
   * @returns Undefined when no other is due: then it goes alone.
   */
  async place(id: InstanceId, acquire: () => Promise<CoreGrant>): Promise<BatchPlace | undefined> {
    const members = await this.#gatherings.get(id)?.join(id);
    if (members === undefined || members.due.length < 2) return undefined;
    members.batch ??= new Batch(members.due.length, acquire(), this.#executor);
    return members.batch.place();
  }
}

/** Groups of at least two instances, in the plan's order. */
function alike(plan: Plan): Instance[][] {
  const groups = new Map<string, Instance[]>();
  for (const instance of plan.instances) {
    const kind = kindOf(instance, plan.kinds);
    if (!canGather(instance, kind)) continue;
    const sign = signature(instance, kind.batchAxes ?? []);
    const group = groups.get(sign);
    if (group === undefined) groups.set(sign, [instance]);
    else group.push(instance);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** A limit of its own on time or memory is one on a cell alone. */
function canGather({ timeoutMs, resources }: Instance, kind: StepKind): boolean {
  return kind.batchAxes !== undefined && timeoutMs === undefined && resources.memoryBytes === undefined;
}

function signature({ step, params, inputs, outputs, resources }: Instance, axes: readonly string[]): string {
  const common = Object.entries(params).filter(([name]) => !axes.includes(name));
  const parts = { step, params: Object.fromEntries(common), inputs, outputs, resources };
  return canonicalJson(JSON.parse(JSON.stringify(parts)) as Json);
}

/** What one job keeps in memory at a time has an end, and so has what is lost with it. */
const mostTogether = 32;

interface Members {
  readonly due: readonly InstanceId[];
  batch?: Batch;
}

/** Waits for each of some instances to join or to pass. */
class Gathering {
  readonly #awaited: Set<InstanceId>;
  readonly #due: InstanceId[] = [];
  readonly #places: Promise<ReadonlyMap<InstanceId, Members>>;
  #complete: (places: ReadonlyMap<InstanceId, Members>) => void = () => undefined;

  constructor(ids: readonly InstanceId[]) {
    this.#awaited = new Set(ids);
    this.#places = new Promise((resolve) => (this.#complete = resolve));
  }

  /** @returns Undefined when it has joined or passed before. */
  async join(id: InstanceId): Promise<Members | undefined> {
    if (!this.#awaited.delete(id)) return undefined;
    this.#due.push(id);
    this.#completeWhenAllAreHere();
    return (await this.#places).get(id);
  }

  pass(id: InstanceId): void {
    if (this.#awaited.delete(id)) this.#completeWhenAllAreHere();
  }

  #completeWhenAllAreHere(): void {
    if (this.#awaited.size > 0) return;
    const places = new Map<InstanceId, Members>();
    for (let start = 0; start < this.#due.length; start += mostTogether) {
      const members: Members = { due: this.#due.slice(start, start + mostTogether) };
      for (const id of members.due) places.set(id, members);
    }
    this.#complete(places);
  }
}

interface Waiting {
  readonly request: ExecutionRequest;
  readonly answer: (outcome: Promise<ExecutionOutcome>) => void;
}

/** Instances that share cores and one job. */
class Batch {
  readonly #grant: Promise<CoreGrant>;
  readonly #executor: Executor;
  readonly #waiting: Waiting[] = [];
  #nHolding: number;
  #nExpected: number;

  constructor(nMembers: number, grant: Promise<CoreGrant>, executor: Executor) {
    this.#grant = grant;
    this.#executor = executor;
    this.#nHolding = nMembers;
    this.#nExpected = nMembers;
  }

  async place(): Promise<BatchPlace> {
    const grant = await this.#grant;
    let state: 'expected' | 'here' | 'gone' = 'expected';
    const leave = (): void => {
      if (state === 'expected') this.#expectOneLess();
      if (state !== 'gone' && --this.#nHolding === 0) grant.release();
      state = 'gone';
    };
    const executor: BatchPlace['executor'] = {
      execute: (request) => {
        if (state !== 'expected') return this.#executor.execute(request);
        state = 'here';
        return new Promise((answer) => {
          this.#waiting.push({ request, answer });
          this.#expectOneLess();
        });
      },
    };
    return {
      grant: { threads: grant.threads, release: leave },
      executor,
      isTogether: () => state === 'expected',
    };
  }

  #expectOneLess(): void {
    if (--this.#nExpected > 0) return;
    const [first, ...others] = this.#waiting;
    if (first === undefined) return;
    if (others.length === 0) first.answer(this.#executor.execute(first.request));
    else this.#executeAll(first, others);
  }

  #executeAll(first: Waiting, others: readonly Waiting[]): void {
    const requests = [first.request, ...others.map(({ request }) => request)] as const;
    const outcomes = this.#executor.executeTogether(requests);
    [first, ...others].forEach(({ answer }, i) => {
      answer(
        outcomes.then((all) => {
          const outcome = all[i];
          if (outcome === undefined)
            throw new TypeError('an executor gave fewer outcomes than it was asked for');
          return outcome;
        }),
      );
    });
  }
}
