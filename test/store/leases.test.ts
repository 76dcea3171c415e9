import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeFileSystem } from '../../src/store/file-system.js';
import { newLeaseFile, type LeaseFile } from '../../src/store/lease-file.js';
import { Leases } from '../../src/store/leases.js';
import { ownIdentity } from '../../src/store/process-identity.js';
import { eventually } from '../support/rig.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const nothing = (): Promise<void> => Promise.resolve();

function leasesIn(folder: string, onGone: (gone: LeaseFile) => Promise<void> = nothing): Leases {
  return new Leases(folder, nodeFileSystem, onGone);
}

/** A lease file as a process would have left it that differs from this one in some respect. */
function leaseOf(folder: string, name: string, difference: Partial<LeaseFile>): LeaseFile {
  const file = { ...newLeaseFile(ownIdentity(), new Date()), ...difference };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(file));
  return file;
}

test('a lease that is held is offered to nobody else until it is released', async () => {
  const folder = temporaryFolder();
  const [mine, other] = [leasesIn(folder), leasesIn(folder)];
  const taken = await mine.take('key');
  assert.is(taken.state, 'ours');
  const refused = await other.take('key');
  assert.is(refused.state, 'theirs');
  if (refused.state === 'theirs') assert.is(refused.holder?.pid, process.pid);
  if (taken.state === 'ours') await mine.release(taken.lease);
  assert.is((await other.take('key')).state, 'ours');
  assert.equal(readdirSync(folder), ['key.json']);
});

test('leases of other names are others', async () => {
  const leases = leasesIn(temporaryFolder());
  assert.is((await leases.take('one')).state, 'ours');
  assert.is((await leases.take('two')).state, 'ours');
});

/** A pid that no process has: Linux gives none above 2^22. */
const noPid = 2 ** 22 + 1;

const gone: readonly (readonly [string, Partial<LeaseFile>])[] = [
  ['there is no process of its pid', { pid: noPid }],
  ['its pid belongs to a process that started at another time', { pid: process.ppid, started: '1' }],
  ['the machine has been started again since', { boot: 'another', pid: process.ppid }],
  ['it is in our name but we do not hold it', {}],
];

for (const [reason, difference] of gone) {
  test(`a lease is taken over when ${reason}`, async () => {
    const folder = temporaryFolder();
    const left = leaseOf(folder, 'key', difference);
    const cleared: string[] = [];
    const leases = leasesIn(folder, ({ attempt }) => Promise.resolve(void cleared.push(attempt)));
    assert.is((await leases.take('key')).state, 'ours');
    assert.equal(cleared, [left.attempt]);
    assert.equal(readdirSync(folder), ['key.json']);
  });
}

const notSeen: readonly (readonly [string, Partial<LeaseFile>])[] = [
  ['another machine', { host: 'elsewhere', pid: noPid }],
  ['another container of this machine', { pidSpace: 'pid:[1]', pid: noPid }],
];

for (const [where, difference] of notSeen) {
  test(`a lease of ${where} is respected, unless nobody has touched it for a day`, async () => {
    const folder = temporaryFolder();
    leaseOf(folder, 'key', difference);
    const hoursAgo = (hours: number): number => Date.now() / 1000 - hours * 3600;
    utimesSync(join(folder, 'key.json'), hoursAgo(2), hoursAgo(2));
    assert.is((await leasesIn(folder).take('key')).state, 'theirs');
    utimesSync(join(folder, 'key.json'), hoursAgo(25), hoursAgo(25));
    assert.is((await leasesIn(folder).take('key')).state, 'ours');
  });
}

test('a lease of a living process is respected', async () => {
  const folder = temporaryFolder();
  const started = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]!;
  leaseOf(folder, 'key', { pid: process.ppid, started });
  assert.is((await leasesIn(folder).take('key')).state, 'theirs');
});

test('a lease file that is damaged is respected too, since its owner may live', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'key.json'), '{"version":1,"pi');
  const taken = await leasesIn(folder).take('key');
  assert.equal(taken, { state: 'theirs', holder: undefined });
});

test('of many who find the same dead owner, exactly one takes over, every time', async () => {
  for (let round = 0; round < 40; round++) {
    const folder = temporaryFolder();
    leaseOf(folder, 'key', { pid: noPid });
    const offers = await Promise.all(Array.from({ length: 12 }, () => leasesIn(folder).take('key')));
    const ours = offers.flatMap((offer) => (offer.state === 'ours' ? [offer.lease] : []));
    const holding: boolean[] = [];
    for (const lease of ours) holding.push(await leasesIn(folder).isOurs(lease));
    assert.is(holding.filter(Boolean).length, 1, `round ${round}`);
    assert.equal(readdirSync(folder), ['key.json'], `round ${round}`);
  }
});

test('a waiter wakes when the lease is released, and at once when it is told to stop', async () => {
  const folder = temporaryFolder();
  const leases = leasesIn(folder);
  const taken = await leases.take('key');
  assert.is(taken.state, 'ours');
  const stop = new AbortController();
  let woken = 0;
  const waiting = leasesIn(folder)
    .freed('key', stop.signal)
    .then(() => (woken += 1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.is(woken, 0);
  stop.abort();
  await waiting;
  const again = leasesIn(folder).freed('key', new AbortController().signal);
  if (taken.state === 'ours') await leases.release(taken.lease);
  await again;
});

test('who has been taken over finds that the lease is no longer his, and his release spares the new one', async () => {
  const folder = temporaryFolder();
  const leases = leasesIn(folder);
  const taken = await leases.take('key');
  if (taken.state !== 'ours') throw new Error('the lease was free');
  const other = leaseOf(folder, 'key', { host: 'elsewhere' });
  assert.not(await leases.isOurs(taken.lease));
  await leases.release(taken.lease);
  assert.is(readFileSync(join(folder, 'key.json'), 'utf8'), JSON.stringify(other));
});

test('the leases held are listed, and those of the dead cleared', async () => {
  const folder = temporaryFolder();
  const leases = leasesIn(folder);
  await leases.take('mine');
  leaseOf(folder, 'dead', { pid: noPid });
  leaseOf(folder, 'far', { host: 'elsewhere' });
  const held = await leases.held();
  assert.equal(held.map((lease) => lease?.host).sort(), ['elsewhere', ownIdentity().host].sort());
  assert.equal(readdirSync(folder).sort(), ['far.json', 'mine.json']);
});

test('a lease that is held is touched every few seconds, and no longer when it was given back', async () => {
  const folder = temporaryFolder();
  const leases = leasesIn(folder);
  const offer = await leases.take('a');
  if (offer.state !== 'ours') throw new Error('the lease was free');
  const path = join(folder, 'a.json');
  utimesSync(path, 1, 1);
  await eventually('the lease is touched', () => statSync(path).mtimeMs > 1000);
  await leases.release(offer.lease);
  writeFileSync(path, offer.lease.content);
  utimesSync(path, 1, 1);
  await new Promise((resolve) => setTimeout(resolve, 6000));
  assert.is(statSync(path).mtimeMs, 1000);
});

test.run();
