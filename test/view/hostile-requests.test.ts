import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Rig } from '../support/rig.js';
import { ask, askRaw, endedRig, startView, statusOf, type View } from './served-run.js';

async function withView(work: (view: View, rig: Rig) => Promise<void>): Promise<void> {
  const rig = await endedRig();
  const view = await startView(rig, 'small');
  try {
    await work(view, rig);
    const { status } = await fetch(`${view.url}manifest.json`);
    assert.is(status, 200, 'it goes on serving');
  } finally {
    await view.stop();
  }
}

/** Another run, whose objects lie in the same store. */
const other = `
skysort: 1
name: other
steps:
  one:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo other > "$0"', "{outputs.out}"] }
`;

const odd = [
  '/../../../../../../etc/passwd',
  '/outputs/../../../../secret.txt',
  '/outputs/one/../../../../../secret.txt',
  '/%2e%2e/%2e%2e/%2e%2e/secret.txt',
  '/..%2f..%2f..%2fsecret.txt',
  '/outputs/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt',
  '/%252e%252e/%252e%252e/%252e%252e/secret.txt',
  '/%c0%ae%c0%ae/secret.txt',
  '/..\\..\\..\\secret.txt',
  '/..%5c..%5c..%5csecret.txt',
  '//etc/passwd',
  '/%2fetc/passwd',
  '/outputs/one/out.txt%00.png',
  '/outputs/one/out.txt%0d%0aX-Evil:%20yes',
  '/%',
  '/%zz',
  'secret.txt',
  '*',
  '/.',
  '/outputs',
  '/outputs/',
  '/outputs/one',
  '/outputs/one/',
  '/outputs/one/parts',
  '/outputs/one/out.txt/',
  '/OUTPUTS/one/out.txt',
  '/./manifest.json',
  '/logs/',
  '/logs/other.log',
  '/report/',
  '/pinned',
  '/latest/manifest.json',
  '/.cache/digests.json',
  '/__proto__',
  '/constructor',
  '/manifest.json/',
  '/;/secret.txt',
  'file:///etc/passwd',
  'http://127.0.0.1/manifest.json',
];

test('no path leads to anything but a file of the run, however it is written', async () => {
  await withView(async ({ port }) => {
    for (const path of odd) {
      const answer = await ask(port, `GET ${path} HTTP/1.1`);
      // 0: the parser of requests itself closed the connection.
      assert.ok([0, 400, 404].includes(statusOf(answer)), `${path}: ${answer.slice(0, 40)}`);
      assert.not.match(answer, /the secret|root:|X-Evil/);
    }
  });
});

test('a request by another name for this address is turned away, and one from the script of another page', async () => {
  await withView(async ({ port }) => {
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `127.0.0.1:${port}.evil.example`,
      '',
    ]) {
      assert.is(statusOf(await ask(port, 'GET /manifest.json HTTP/1.1', { Host: host })), 421, host);
      assert.is(statusOf(await ask(port, 'GET /events HTTP/1.1', { Host: host })), 421, host);
    }
    assert.is(statusOf(await ask(port, 'GET /manifest.json HTTP/1.1', { Host: `localhost:${port}` })), 200);
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`])
      assert.is(statusOf(await ask(port, 'GET /manifest.json HTTP/1.1', { Origin: origin })), 403, origin);
    const own = { Origin: `http://127.0.0.1:${port}` };
    assert.is(statusOf(await ask(port, 'GET /manifest.json HTTP/1.1', own)), 200);
    assert.is(statusOf(await askRaw(port, 'GET /manifest.json HTTP/1.1\r\n\r\n')), 400);
    assert.is(statusOf(await askRaw(port, 'GET /manifest.json HTTP/1.0\r\n\r\n')), 421);
  });
});

test('nothing but GET and HEAD is answered', async () => {
  await withView(async ({ port }) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) {
      const answer = await ask(port, `${method} /manifest.json HTTP/1.1`, { 'Content-Length': '0' });
      assert.is(statusOf(answer), 405, method);
      assert.match(answer, /\r\nAllow: GET, HEAD\r\n/);
    }
    assert.is(statusOf(await ask(port, 'CONNECT evil.example:443 HTTP/1.1')), 0);
    const upgrade = { Connection: 'Upgrade', Upgrade: 'websocket' };
    assert.not.equal(statusOf(await ask(port, 'GET /events HTTP/1.1', { ...upgrade, Host: 'x' })), 101);
  });
});

test('what is no request is closed, and a request that never ends keeps nobody waiting', async () => {
  await withView(async ({ port, url }) => {
    for (const bytes of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n`,
    ])
      assert.not.match(await askRaw(port, bytes), /^HTTP\/1\.1 2/);
    const slow = connect(port, '127.0.0.1', () => slow.write('GET / HT'));
    assert.is((await fetch(url)).status, 200);
    slow.destroy();
  });
});

test('a link, a pipe or a folder in the place of a file of the run is not followed out of it', async () => {
  await withView(async ({ port }, rig) => {
    const get = (path: string): Promise<string> => ask(port, `GET /${path} HTTP/1.1`);
    assert.is(statusOf(await get('report/index.html')), 200);
    const report = rig.path('runs/small/latest/report/index.html');
    const moved = (): void => renameSync(report, `${report}.kept`);
    moved();
    symlinkSync(rig.path('secret.txt'), report);
    assert.is(statusOf(await get('report/index.html')), 404);
    rmSync(report);
    execFileSync('mkfifo', [report]);
    assert.is(statusOf(await get('report/index.html')), 404);
    rmSync(report);
    mkdirSync(report);
    assert.is(statusOf(await get('report/index.html')), 404);
    const output = rig.path('runs/small/latest/outputs/one/out.txt');
    rmSync(output);
    symlinkSync(rig.path('secret.txt'), output);
    const answer = await get('outputs/one/out.txt');
    assert.not.match(answer, 'the secret');
    const folder = rig.path('runs/small/latest/outputs/one/parts');
    renameSync(folder, `${folder}.kept`);
    symlinkSync(rig.folder, folder);
    assert.not.match(await get('outputs/one/parts/b.csv'), 'the secret');
    assert.is(statusOf(await get('outputs/one/parts/secret.txt')), 404);
  });
});

/** What the stream of events says, or `waits` when it does not end in a second. */
const streamed = (url: string): Promise<string> =>
  fetch(`${url}events`, { signal: AbortSignal.timeout(1000) })
    .then((response) => response.text())
    .catch(() => 'waits');

test('a link in the place of the events is not followed out of the run, and a pipe there holds up nothing', async () => {
  const rig = await endedRig();
  const view = await startView(rig, 'small');
  const events = rig.path('runs/small/latest/events.ndjson');
  renameSync(events, `${events}.kept`);
  rig.write('secret.txt', 'the secret\n');
  symlinkSync(rig.path('secret.txt'), events);
  assert.not.match(await streamed(view.url), /the secret/);
  assert.not.match(await ask(view.port, 'GET /events HTTP/1.1', { 'Last-Event-ID': '11' }), /the secret|204/);
  rmSync(events);
  execFileSync('mkfifo', [events]);
  const streams = Array.from({ length: 6 }, () => streamed(view.url));
  const file = await fetch(`${view.url}logs/one.log`, { signal: AbortSignal.timeout(3000) }).catch(
    (error: unknown) => String(error),
  );
  assert.is(typeof file === 'string' ? file : file.status, 404, 'the record cannot be read, and says so');
  assert.is((await fetch(`${view.url}manifest.json`, { signal: AbortSignal.timeout(3000) })).status, 200);
  for (const text of await Promise.all(streams)) assert.match(text, /event: gone/);
  assert.is(await view.stop(), 0);
});

test('a pipe or a link in the place of the manifest holds up nothing, and names no files', async () => {
  const rig = await endedRig();
  const view = await startView(rig, 'small');
  const manifest = rig.path('runs/small/latest/manifest.json');
  renameSync(manifest, `${manifest}.kept`);
  for (const put of [
    () => execFileSync('mkfifo', [manifest]),
    () => symlinkSync(rig.path('runs/small/latest/manifest.json.kept'), manifest),
  ]) {
    put();
    const status = await fetch(`${view.url}outputs/one/out.txt`, { signal: AbortSignal.timeout(3000) }).then(
      (response) => response.status,
      String,
    );
    assert.is(status, 404);
    rmSync(manifest);
  }
  assert.is(await view.stop(), 0);
});

test("only an output's own object is served, whatever a link in the run or in the store leads to", async () => {
  await withView(async ({ port }, rig) => {
    rig.write('other.yaml', other);
    await rig.run('other.yaml');
    const digestOf = (workflow: string): string =>
      rig.manifest(workflow).instances.find(({ id }) => id === 'one')!.outputs['out']!.sha256;
    const objectOf = (workflow: string): string =>
      rig.path(`runs/.cache/objects/${digestOf(workflow).slice(0, 2)}/${digestOf(workflow)}`);
    const output = rig.path('runs/small/latest/outputs/one/out.txt');
    rmSync(output);
    symlinkSync(objectOf('other'), output);
    assert.match(await ask(port, 'GET /outputs/one/out.txt HTTP/1.1'), /\r\n\r\none\n$/);
    rmSync(objectOf('small'));
    symlinkSync(objectOf('other'), objectOf('small'));
    assert.is(statusOf(await ask(port, 'GET /outputs/one/out.txt HTTP/1.1')), 404);
  });
});

test('every answer says what it is, that nothing else may be guessed, and what may run on it', async () => {
  await withView(async ({ url }) => {
    const of = async (path: string): Promise<Headers> => (await fetch(url + path)).headers;
    const types = {
      '': 'text/html; charset=utf-8',
      'live.js': 'text/javascript; charset=utf-8',
      'live.css': 'text/css; charset=utf-8',
      'manifest.json': 'application/json; charset=utf-8',
      'events.ndjson': 'text/plain; charset=utf-8',
      'workflow.yaml': 'text/plain; charset=utf-8',
      'report/index.html': 'text/html; charset=utf-8',
      'logs/one.log': 'text/plain; charset=utf-8',
      'outputs/one/out.txt': 'text/plain; charset=utf-8',
      'outputs/one/parts/a%20b.svg': 'image/svg+xml',
      'outputs/one/parts/b.csv': 'text/csv; charset=utf-8',
      nothing: 'text/plain; charset=utf-8',
    };
    for (const [path, type] of Object.entries(types)) {
      const headers = await of(path);
      assert.is(headers.get('content-type'), type, path);
      assert.is(headers.get('x-content-type-options'), 'nosniff');
      assert.is(headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.match(headers.get('content-security-policy') ?? '', "default-src 'none'");
      assert.match(headers.get('content-security-policy') ?? '', "frame-ancestors 'none'");
    }
    assert.match((await of('outputs/one/page.html')).get('content-security-policy') ?? '', /^sandbox; /);
    assert.not.match(
      (await of('report/index.html')).get('content-security-policy') ?? '',
      /'self'|sandbox|https?:/,
    );
  });
});

test('the icon that a browser asks for is empty, not missing', async () => {
  await withView(async ({ url }) => {
    const answer = await fetch(`${url}favicon.ico`);
    assert.is(answer.status, 204);
    assert.is(answer.headers.get('x-content-type-options'), 'nosniff');
  });
});

test('a file comes as it is; HEAD says the same without it', async () => {
  await withView(async ({ port, url }, rig) => {
    assert.is(await (await fetch(`${url}outputs/one/parts/a%20b.svg`)).text(), 'a\n');
    assert.is(
      await (await fetch(`${url}manifest.json?x=../../secret.txt`)).text(),
      rig.read('runs/small/latest/manifest.json'),
    );
    const head = await ask(port, 'HEAD /outputs/one/out.txt HTTP/1.1');
    assert.match(head, /\r\nContent-Length: 4\r\n/);
    assert.ok(head.endsWith('\r\n\r\n'));
  });
});

test.run();
