import { get } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../src/core/events.js';
import { eventually, Rig } from '../support/rig.js';
import { ask, endedRig, goingOn, sentEvents, startView, statusOf, type SentEvent } from './served-run.js';

const streamed = async (url: string, headers: Record<string, string> = {}): Promise<SentEvent[]> =>
  sentEvents(await (await fetch(`${url}events`, { headers })).text());

const eventOf = ({ data }: SentEvent): RunEvent => JSON.parse(data) as RunEvent;

/** Lines of the run's record without what the server adds. */
const plain = (event: SentEvent): unknown => ({ ...eventOf(event), said: undefined });

test('the events of a run that has ended are those of its record, each with the place of the next, and then the stream ends', async () => {
  const rig = await endedRig();
  const view = await startView(rig, 'small');
  const events = await streamed(view.url);
  assert.equal(
    events.map(plain),
    rig.events('small').map((event) => ({ ...event, said: undefined })),
  );
  assert.is(events.at(-1)?.id, String(rig.read('runs/small/latest/events.ndjson').length));
  assert.is(await view.stop(), 0);
});

test('a browser that lost the connection goes on after the event that it saw last; after the last one it is told to ask no more', async () => {
  const rig = await endedRig();
  const view = await startView(rig, 'small');
  const all = await streamed(view.url);
  for (const at of [0, 2, all.length - 2]) {
    const rest = await streamed(view.url, { 'Last-Event-ID': all[at]!.id });
    assert.equal(rest, all.slice(at + 1));
  }
  const last = await fetch(`${view.url}events`, { headers: { 'Last-Event-ID': all.at(-1)!.id } });
  assert.is(last.status, 204);
  for (const id of ['1', '-1', '0', '1e3', '99999999', '999999999999999999', 'x', '', '../..'])
    assert.equal(await streamed(view.url, { 'Last-Event-ID': id }), all, id);
  await view.stop();
});

test('many follow a run while it goes on, see each step as it ends, what it made before it is linked, and the end', async () => {
  const rig = new Rig();
  rig.write('long.yaml', goingOn(rig.path('go')));
  const run = rig.start('run', '--plain', 'long.yaml');
  await eventually('the first step is done', () => rig.has('runs/long') && recorded(rig).includes('"ran"'));
  const view = await startView(rig, 'long');
  const followers = Array.from({ length: 30 }, () => streamed(view.url));
  let seen = '';
  get(`${view.url}events`, (response) => {
    response.setEncoding('utf8').on('data', (text: string) => (seen += text));
  });
  await eventually('what was before is told', () => seen.includes('"id":"quick","state":"ran"'));
  assert.not.match(seen, 'run-finished');
  assert.is(await (await fetch(`${view.url}outputs/quick/out.txt`)).text(), 'quick\n');
  assert.is((await fetch(`${view.url}outputs/slow/out.txt`)).status, 404);
  assert.is((await fetch(`${view.url}report/index.html`)).status, 404);
  rig.write('go', '');
  assert.is((await run.ended).code, 0);
  const recordedEvents = rig.events('long').map((event) => ({ ...event, said: undefined }));
  for (const events of await Promise.all(followers)) assert.equal(events.map(plain), recordedEvents);
  assert.is((await fetch(`${view.url}report/index.html`)).status, 200);
  await view.stop();
});

function recorded(rig: Rig): string {
  try {
    const [folder = ''] = rig.list('runs/long');
    return rig.read(`runs/long/${folder}/events.ndjson`);
  } catch {
    return '';
  }
}

test('a run whose process is gone is told to be so, with all that it had said', async () => {
  const rig = new Rig();
  rig.write('long.yaml', goingOn(rig.path('never')));
  const run = rig.start('run', '--plain', 'long.yaml');
  await eventually('the first step is done', () => rig.has('runs/long') && recorded(rig).includes('"ran"'));
  const view = await startView(rig, 'long');
  const following = streamed(view.url);
  run.process.kill('SIGKILL');
  await run.ended;
  const events = await following;
  assert.is(events.at(-1)?.event, 'gone');
  assert.ok(events.some(({ data }) => data.includes('"id":"quick","state":"ran"')));
  await view.stop();
});

test('Ctrl-C ends it though a page still follows, and the port is free again', async () => {
  const rig = new Rig();
  rig.write('long.yaml', goingOn(rig.path('go')));
  const run = rig.start('run', '--plain', 'long.yaml');
  await eventually('the run has begun', () => rig.has('runs/long') && recorded(rig).includes('run-started'));
  const view = await startView(rig, 'long');
  let isFollowing = false;
  get(`${view.url}events`, (response) => {
    response.on('data', () => (isFollowing = true)).on('error', () => undefined);
  }).on('error', () => undefined);
  await eventually('a page follows', () => isFollowing);
  assert.is(await view.stop(), 0);
  const again = await startView(rig, 'long', '--port', String(view.port));
  assert.is(again.port, view.port);
  await again.stop();
  rig.write('go', '');
  await run.ended;
});

test('a run that there is not, a port that is taken and one that is none are told of', async () => {
  const rig = await endedRig();
  const missing = await rig.skysort('view', 'nothing');
  assert.is(missing.code, 2);
  assert.match(missing.stderr, /no run nothing/);
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const busy = await rig.skysort('view', 'small', '--port', String(port));
  holder.close();
  assert.is(busy.code, 2);
  assert.match(busy.stderr, new RegExp(`port ${port}, which another program uses`));
  for (const wrong of ['0', '65536', 'http', '-1', '80.5', '1e3']) {
    const { code, stderr } = await rig.skysort('view', 'small', `--port=${wrong}`);
    assert.is(code, 2, wrong);
    assert.match(stderr, 'expected a port, 1 to 65535');
  }
});

test('only this machine is listened to', async () => {
  const rig = await endedRig();
  const view = await startView(rig, 'small');
  assert.match(view.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  assert.is(statusOf(await ask(view.port, 'GET / HTTP/1.1')), 200);
  const { networkInterfaces } = await import('node:os');
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const answered = await fetch(`http://${address}:${view.port}/`).then(
      () => true,
      () => false,
    );
    assert.not.ok(answered, address);
  }
  await view.stop();
});

test('an exported copy is served from its own files', async () => {
  const rig = await endedRig();
  await rig.skysort('export', 'small', 'copy');
  const elsewhere = new Rig();
  const view = await startView(elsewhere, rig.path('copy'));
  assert.is(await (await fetch(`${view.url}outputs/one/out.txt`)).text(), 'one\n');
  assert.is((await streamed(view.url)).length, rig.events('small').length);
  await view.stop();
});

test.run();
