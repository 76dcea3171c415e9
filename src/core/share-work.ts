import type { Action } from './action.js';
import type { ActionKey } from './identifiers.js';
import type { ActionStore, Lease } from './ports.js';
import { ok, type Result } from './result.js';

export interface SharedWork<T> {
  readonly key: ActionKey;
  /** Whether a result that is there already will do; not when the person asked for a new one. */
  readonly takesStored: boolean;
  /** Aborts when there is no more use in waiting. */
  readonly signal: AbortSignal;
  /** Told once for each owner that is waited for. */
  onWaiting(owner: string): void;
  /** Takes what the work needs (cores) before the lease, so that nobody holds a lease who cannot begin. */
  prepare(): Promise<{ release(): void }>;
  /** Computes and publishes; `lease-lost` when another has taken over meanwhile. */
  work(lease: Lease): Promise<T | 'lease-lost'>;
}

export type SharedOutcome<T> =
  | { readonly state: 'stored'; readonly action: Action }
  | { readonly state: 'ended'; readonly outcome: T }
  | { readonly state: 'aborted' };

/**
 * Has one run compute a key while the others wait and take its result.
 * @returns `stored` with the action when it was there or another run computed it; `ended` with what the work gave;
 * `aborted` when the signal did.
 */
export async function shareWork<T>(
  store: ActionStore,
  shared: SharedWork<T>,
): Promise<Result<SharedOutcome<T>>> {
  const { key, signal } = shared;
  let waitedFor: string | undefined;
  while (!signal.aborted) {
    const turn = await takeTurn(store, shared);
    if (!turn.ok) return turn;
    if (turn.value.state !== 'theirs') {
      if (turn.value.state === 'lease-lost') continue;
      return ok(turn.value);
    }
    if (turn.value.owner !== waitedFor) shared.onWaiting(turn.value.owner);
    waitedFor = turn.value.owner;
    const ended = await store.leaseEnded(key, signal);
    if (!ended.ok) return ended;
    const stored = await storedAction(store, shared);
    if (!stored.ok) return stored;
    if (stored.value !== undefined) return ok({ state: 'stored', action: stored.value });
  }
  return ok({ state: 'aborted' });
}

type Turn<T> =
  SharedOutcome<T> | { readonly state: 'lease-lost' } | { readonly state: 'theirs'; readonly owner: string };

async function takeTurn<T>(store: ActionStore, shared: SharedWork<T>): Promise<Result<Turn<T>>> {
  const prepared = await shared.prepare();
  try {
    if (shared.signal.aborted) return ok({ state: 'aborted' });
    const offer = await store.takeLease(shared.key);
    if (!offer.ok) return offer;
    if (offer.value.state === 'theirs') return ok(offer.value);
    const { lease } = offer.value;
    const turn = await underLease(store, shared, lease);
    const released = await lease.release();
    return turn.ok && !released.ok ? released : turn;
  } finally {
    prepared.release();
  }
}

async function underLease<T>(
  store: ActionStore,
  shared: SharedWork<T>,
  lease: Lease,
): Promise<Result<Turn<T>>> {
  // Another run may have published between our looking and our taking the lease.
  const stored = await storedAction(store, shared);
  if (!stored.ok) return stored;
  if (stored.value !== undefined) return ok({ state: 'stored', action: stored.value });
  const outcome = await shared.work(lease);
  return ok(outcome === 'lease-lost' ? { state: 'lease-lost' } : { state: 'ended', outcome });
}

async function storedAction<T>(
  store: ActionStore,
  { key, takesStored }: SharedWork<T>,
): Promise<Result<Action | undefined>> {
  if (!takesStored) return ok(undefined);
  const looked = await store.lookup(key);
  if (!looked.ok) return looked;
  return ok(looked.value.state === 'hit' ? looked.value.action : undefined);
}
