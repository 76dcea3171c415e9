import type { Action } from './action.js';
import { assessInstance, kindOf, type Assessment, type AssessmentPorts } from './assess-instance.js';
import { instanceOf, isForced } from './assess-plan.js';
import { coreBudget } from './core-budget.js';
import type { InstanceState, RunEventBody } from './events.js';
import { executeInstance } from './execute-instance.js';
import type { Failure } from './failure.js';
import { checkpointFamily } from './fingerprint.js';
import type { ActionKey, InstanceId } from './identifiers.js';
import type { Instance, Plan } from './plan.js';
import type { ExecutionRequest, Executor, Lease } from './ports.js';
import { ok, type Result } from './result.js';
import { shareWork } from './share-work.js';
import { SweepBatches, type BatchPlace } from './sweep-batches.js';

export interface RunPorts extends AssessmentPorts {
  readonly executor: Executor;
  emit(event: RunEventBody): void;
  /** Milliseconds of a clock that never goes back. */
  clockMs(): number;
}

export interface RunOptions {
  /** Cores in all. */
  readonly jobs: number;
  /** What steps that say how much memory they need may hold together; no limit when absent. */
  readonly memoryBytes?: number;
  /** Whether independent steps go on after a failure. */
  readonly keepGoing: boolean;
  readonly force: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

export interface InstanceOutcome {
  readonly state: InstanceState;
  readonly seconds: number;
  readonly key?: ActionKey;
  readonly action?: Action;
  readonly savedSeconds?: number;
  readonly failure?: Failure;
}

/** Cores, and how to run on them. */
type Place = BatchPlace;

type Stale = Extract<Assessment, { state: 'stale' }>;

/**
 * Runs what is stale of a plan, each instance as soon as its inputs are there, under a number of cores.
 * @returns An outcome for each instance. It does not throw for a step's failure, nor when cancelled.
 */
export async function runPlan(
  plan: Plan,
  ports: RunPorts,
  options: RunOptions,
): Promise<ReadonlyMap<InstanceId, InstanceOutcome>> {
  const run = new PlanRun(plan, ports, options);
  return run.settleAll();
}

class PlanRun {
  readonly #plan: Plan;
  readonly #ports: RunPorts;
  readonly #options: RunOptions;
  readonly #instances: ReadonlyMap<InstanceId, Instance>;
  readonly #outcomes = new Map<InstanceId, InstanceOutcome>();
  readonly #settling = new Map<InstanceId, Promise<InstanceOutcome>>();
  /** Who computes a key first in this run, and what comes of it. */
  readonly #sharing = new Map<
    ActionKey,
    { readonly id: InstanceId; readonly outcome: Promise<InstanceOutcome> }
  >();
  readonly #cores: ReturnType<typeof coreBudget>;
  readonly #batches: SweepBatches;
  /** Aborted by the first failure when the run does not keep going: nothing new starts. */
  readonly #stopping = new AbortController();
  readonly #noMoreWaiting: AbortSignal;

  constructor(plan: Plan, ports: RunPorts, options: RunOptions) {
    this.#plan = plan;
    this.#ports = ports;
    this.#options = options;
    this.#noMoreWaiting = AbortSignal.any([options.signal, this.#stopping.signal]);
    this.#instances = new Map(plan.instances.map((instance) => [instance.id, instance]));
    this.#cores = coreBudget(options.jobs, options.memoryBytes);
    this.#batches = new SweepBatches(plan, ports.executor);
  }

  async settleAll(): Promise<ReadonlyMap<InstanceId, InstanceOutcome>> {
    // The plan is in topological order, so the promises of what an instance needs exist when it is reached.
    this.#plan.instances.forEach((instance, priority) => {
      this.#settling.set(instance.id, this.#settle(instance, priority));
    });
    await Promise.all(this.#settling.values());
    return new Map(this.#plan.instances.map(({ id }) => [id, this.#outcomeOf(id)]));
  }

  #outcomeOf(id: InstanceId): InstanceOutcome {
    const outcome = this.#outcomes.get(id);
    if (outcome === undefined) throw new TypeError(`instance ${id} has no outcome`);
    return outcome;
  }

  #settled(id: InstanceId): Promise<InstanceOutcome> {
    const settling = this.#settling.get(id);
    if (settling === undefined) throw new TypeError(`the plan has ${id} after what needs it`);
    return settling;
  }

  async #settle(instance: Instance, priority: number): Promise<InstanceOutcome> {
    const needs = await Promise.all(instance.needs.map((id) => this.#settled(id)));
    const startMs = this.#ports.clockMs();
    const broken = instance.needs.find((_, i) => needs[i]?.action === undefined);
    const outcome = await this.#attempt(instance, priority, broken);
    this.#batches.pass(instance.id);
    const seconds = outcome.seconds > 0 ? outcome.seconds : (this.#ports.clockMs() - startMs) / 1000;
    const timed = {
      ...outcome,
      seconds: outcome.state === 'ran' || outcome.state === 'failed' ? seconds : 0,
    };
    if (timed.state === 'failed' && !this.#options.keepGoing) this.#stopping.abort();
    this.#outcomes.set(instance.id, timed);
    this.#report(instance, timed);
    return timed;
  }

  /** Cached, run, or not even tried. */
  async #attempt(
    instance: Instance,
    priority: number,
    broken: InstanceId | undefined,
  ): Promise<InstanceOutcome> {
    if (this.#options.signal.aborted) return { state: 'cancelled', seconds: 0 };
    if (broken !== undefined) {
      return { state: 'skipped', seconds: 0, failure: { reason: 'upstream-failed', instance: broken } };
    }
    const assessed = await assessInstance(
      instance,
      this.#ports,
      this.#sources,
      isForced(instance, this.#options.force),
    );
    if (!assessed.ok) return { state: 'failed', seconds: 0, failure: assessed.failure };
    const assessment = assessed.value;
    if (assessment.state === 'unknown')
      throw new TypeError(`an input of ${instance.id} is not known though all ran`);
    if (assessment.state === 'fresh') {
      const { key, action } = assessment;
      return { state: 'cached', seconds: 0, savedSeconds: action.seconds, key, action };
    }
    return this.#shareWithin(instance, priority, assessment);
  }

  /** Takes the result of another instance of this run with the same key: no time is saved by the cache then. */
  async #shareWithin(instance: Instance, priority: number, stale: Stale): Promise<InstanceOutcome> {
    const { key } = stale;
    const twin = this.#sharing.get(key);
    if (twin !== undefined) {
      this.#batches.pass(instance.id);
      this.#ports.emit({ type: 'step-waiting', id: instance.id, owner: 'this run', sharesWith: twin.id });
      const { action } = await twin.outcome;
      if (action !== undefined) return { state: 'cached', seconds: 0, key, action };
    }
    const outcome = this.#share(instance, priority, stale);
    if (twin === undefined) this.#sharing.set(key, { id: instance.id, outcome });
    return outcome;
  }

  /** Runs it unless another run does, whose result is taken then. */
  async #share(instance: Instance, priority: number, stale: Stale): Promise<InstanceOutcome> {
    const { key } = stale;
    let place: Place | undefined;
    const shared = await shareWork<InstanceOutcome>(this.#ports.store, {
      key,
      takesStored: !isForced(instance, this.#options.force),
      signal: this.#noMoreWaiting,
      onWaiting: (owner) => this.#ports.emit({ type: 'step-waiting', id: instance.id, owner }),
      prepare: async () => {
        place = await this.#placeOf(instance, priority);
        return place.grant;
      },
      work: (lease) => {
        if (place === undefined) throw new TypeError('work without cores');
        return this.#run(instance, stale, place, lease);
      },
    });
    if (!shared.ok) return { state: 'failed', seconds: 0, key, failure: shared.failure };
    switch (shared.value.state) {
      case 'stored': {
        const { action } = shared.value;
        return { state: 'cached', seconds: 0, savedSeconds: action.seconds, key, action };
      }
      case 'ended':
        return shared.value.outcome;
      case 'aborted':
        return { state: this.#options.signal.aborted ? 'cancelled' : 'skipped', seconds: 0 };
    }
  }

  async #placeOf({ id, resources }: Instance, priority: number): Promise<Place> {
    const acquire = () => this.#cores.acquire(priority, resources);
    const together = await this.#batches.place(id, acquire);
    return together ?? { grant: await acquire(), executor: this.#ports.executor, isTogether: () => false };
  }

  readonly #sources = {
    action: (id: InstanceId) => this.#outcomes.get(id)?.action,
    instance: (id: InstanceId) => instanceOf(this.#instances, id),
  };

  async #run(
    instance: Instance,
    stale: Stale,
    place: Place,
    lease: Lease,
  ): Promise<InstanceOutcome | 'lease-lost'> {
    const startMs = this.#ports.clockMs();
    this.#ports.emit({
      type: 'step-started',
      id: instance.id,
      threads: place.grant.threads,
      reasons: stale.reasons,
    });
    for (let attempt = 0; ; attempt++) {
      const isTogether = place.isTogether();
      const outcome = await this.#execute(instance, stale, place, lease);
      const seconds = (this.#ports.clockMs() - startMs) / 1000;
      if (outcome.ok) {
        if (outcome.value === 'lease-lost') return 'lease-lost';
        return { state: 'ran', seconds, key: stale.key, action: outcome.value };
      }
      if (outcome.failure.reason === 'cancelled') return { state: 'cancelled', seconds };
      if (isTogether && isWorthRetrying(outcome.failure)) {
        // Another cell of the job may be to blame: alone, each fails for itself.
        attempt--;
        const text = `done with other cells it failed (${failureWords(outcome.failure)}); trying it alone`;
        this.#ports.emit({ type: 'step-note', id: instance.id, level: 'info', text });
        continue;
      }
      if (attempt >= instance.retries || !isWorthRetrying(outcome.failure)) {
        return { state: 'failed', seconds, key: stale.key, failure: outcome.failure };
      }
      this.#ports.emit({
        type: 'step-note',
        id: instance.id,
        level: 'warning',
        text: `attempt ${attempt + 1} of ${instance.retries + 1} failed (${failureWords(outcome.failure)}); trying again`,
      });
    }
  }

  async #execute(
    instance: Instance,
    stale: Stale,
    place: Place,
    lease: Lease,
  ): Promise<Result<Action | 'lease-lost'>> {
    const opened = await this.#ports.store.openAttempt(lease);
    if (!opened.ok) return opened;
    const attempt = opened.value;
    try {
      const executed = await executeInstance(
        {
          instance,
          inputs: stale.inputs,
          attempt,
          threads: place.grant.threads,
          ...this.#borrowing(instance, place),
          ...this.#checkpoints(instance, stale),
          signal: this.#options.signal,
          onEvent: (event) => this.#ports.emit(event),
        },
        { executor: place.executor, digests: this.#ports.digests },
      );
      if (!executed.ok) return executed;
      const action: Action = { key: stale.key, preimage: stale.preimage, ...executed.value };
      const published = await this.#ports.store.publish(action, attempt);
      if (!published.ok) return published;
      return ok(published.value === 'published' ? action : 'lease-lost');
    } finally {
      await this.#ports.store.discard(attempt);
    }
  }

  /** Only a kind that has a use for it borrows cores. */
  #borrowing({ id, kind }: Instance, { grant }: Place): Pick<ExecutionRequest, 'borrowThreads'> {
    const { borrow } = grant;
    if (borrow === undefined || this.#ports.kinds.get(kind)?.borrowsThreads !== true) return {};
    return {
      borrowThreads: (listener) =>
        borrow((threads) => {
          this.#ports.emit({ type: 'step-threads', id, threads });
          listener(threads);
        }),
    };
  }

  /** None for a step that the person wants done anew: it would only take up what it is to prove. */
  #checkpoints(instance: Instance, { preimage }: Stale): { readonly checkpointFolder?: string } {
    if (isForced(instance, this.#options.force)) return {};
    try {
      const family = checkpointFamily(kindOf(instance, this.#ports.kinds), preimage);
      return family === undefined ? {} : { checkpointFolder: this.#ports.store.checkpointFolder(family) };
    } catch {
      // What a plugin's kind says is a program that may fail: then it has no checkpoints, which changes no result.
      return {};
    }
  }

  #report(instance: Instance, outcome: InstanceOutcome): void {
    const { state, seconds, key, savedSeconds, action, failure } = outcome;
    if (state === 'cached') {
      for (const note of action?.notes ?? [])
        this.#ports.emit({ type: 'step-note', id: instance.id, ...note });
    }
    this.#ports.emit({
      type: 'step-finished',
      id: instance.id,
      state,
      seconds,
      ...(key === undefined ? {} : { key }),
      ...(savedSeconds === undefined ? {} : { savedSeconds }),
      ...(action === undefined ? {} : { outputs: action.outputs, measures: action.measures }),
      ...(failure === undefined ? {} : { failure }),
    });
  }
}

/** Why an attempt failed, in a few words: the whole is told when the last one has failed. */
function failureWords(failure: Failure): string {
  switch (failure.reason) {
    case 'command-failed':
    case 'worker-died':
      if (failure.signal !== undefined) return `ended by ${failure.signal}`;
      return failure.exitCode === undefined ? 'it could not be run' : `exit code ${failure.exitCode}`;
    case 'timed-out':
      return 'it took too long';
    case 'missing-output':
      return `no output ${failure.output}`;
    default:
      return 'it broke down';
  }
}

/** Bad input stays bad, and a step over its memory would be again; a crash, a lost program or a time limit may pass. */
function isWorthRetrying(failure: Failure): boolean {
  return ['command-failed', 'worker-died', 'timed-out', 'step-threw', 'missing-output'].includes(
    failure.reason,
  );
}
