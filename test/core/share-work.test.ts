import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Action } from '../../src/core/action.js';
import { parseActionKey } from '../../src/core/identifiers.js';
import type { ActionStore, Lookup } from '../../src/core/ports.js';
import { fail, ok, type Result } from '../../src/core/result.js';
import { shareWork, type SharedWork } from '../../src/core/share-work.js';

const key = parseActionKey('a'.repeat(64));
const action = { key } as Action;
const hit: Lookup = { state: 'hit', action };
const miss: Lookup = { state: 'miss' };
const trouble = { reason: 'storage', operation: 'lock', path: 'x', code: 'EIO' } as const;

/** A store whose answers are given in advance, and which writes down what it is asked. */
function scripted(script: {
  readonly leases: readonly ('ours' | 'theirs' | 'trouble')[];
  readonly lookups?: readonly Lookup[];
  readonly release?: Result<void>;
}) {
  const asked: string[] = [];
  const leases = [...script.leases];
  const lookups = [...(script.lookups ?? [])];
  const store = {
    lookup: () => Promise.resolve(ok(lookups.shift() ?? miss)),
    takeLease() {
      const next = leases.shift();
      asked.push(`lease: ${next ?? 'none left'}`);
      if (next === 'trouble') return Promise.resolve(fail(trouble));
      if (next !== 'ours') return Promise.resolve(ok({ state: 'theirs', owner: 'pid 1 on vega' }));
      const release = () => {
        asked.push('release');
        return Promise.resolve(script.release ?? ok());
      };
      return Promise.resolve(ok({ state: 'ours', lease: { attempt: 'x', release } }));
    },
    leaseEnded() {
      asked.push('wait');
      return Promise.resolve(ok());
    },
  } as unknown as ActionStore;
  const share = (changes: Partial<SharedWork<string>> = {}) =>
    shareWork<string>(store, {
      key,
      takesStored: true,
      signal: new AbortController().signal,
      onWaiting: (owner) => asked.push(`waiting for ${owner}`),
      prepare: () => Promise.resolve({ release: () => asked.push('cores back') }),
      work: () => Promise.resolve('worked'),
      ...changes,
    });
  return { asked, share };
}

test('who gets the lease works, and gives back first the lease, then the cores', async () => {
  const { asked, share } = scripted({ leases: ['ours'] });
  assert.equal(await share(), ok({ state: 'ended', outcome: 'worked' }));
  assert.equal(asked, ['lease: ours', 'release', 'cores back']);
});

test('who does not gives its cores back while it waits, and takes the result', async () => {
  const { asked, share } = scripted({ leases: ['theirs'], lookups: [hit] });
  assert.equal(await share(), ok({ state: 'stored', action }));
  assert.equal(asked, ['lease: theirs', 'cores back', 'waiting for pid 1 on vega', 'wait']);
});

test('a result that came between the looking and the lease is taken, not computed', async () => {
  const { share } = scripted({ leases: ['ours'], lookups: [hit] });
  assert.equal(
    await share({ work: () => Promise.reject(new Error('worked')) }),
    ok({ state: 'stored', action }),
  );
});

test('when the other gave no result it is tried again, and an owner is told once', async () => {
  const { asked, share } = scripted({ leases: ['theirs', 'theirs', 'ours'] });
  assert.equal(await share(), ok({ state: 'ended', outcome: 'worked' }));
  assert.is(asked.filter((line) => line.startsWith('waiting')).length, 1);
});

test('who has lost its lease starts over', async () => {
  const { asked, share } = scripted({ leases: ['ours', 'theirs'], lookups: [miss, hit] });
  assert.equal(await share({ work: () => Promise.resolve('lease-lost') }), ok({ state: 'stored', action }));
  assert.is(asked.filter((line) => line === 'release').length, 1);
});

test('a result in the store will not do for a step that is forced', async () => {
  const { share } = scripted({ leases: ['theirs', 'ours'], lookups: [hit, hit, hit] });
  assert.equal(await share({ takesStored: false }), ok({ state: 'ended', outcome: 'worked' }));
});

test('no work begins after the signal', async () => {
  const { asked, share } = scripted({ leases: ['ours'] });
  const stop = new AbortController();
  const stopping = share({
    signal: stop.signal,
    prepare() {
      stop.abort();
      return Promise.resolve({ release: () => asked.push('cores back') });
    },
  });
  assert.equal(await stopping, ok({ state: 'aborted' }));
  assert.equal(asked, ['cores back']);
});

test('trouble with a lease is told, even when the work went well', async () => {
  assert.equal(await scripted({ leases: ['trouble'] }).share(), fail(trouble));
  assert.equal(await scripted({ leases: ['ours'], release: fail(trouble) }).share(), fail(trouble));
});

test.run();
