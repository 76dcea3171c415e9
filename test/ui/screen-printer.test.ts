import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { canShowScreen } from '../../src/ui/can-show-screen.js';
import { sampleEvents } from './sample-events.js';

// ink and its colours ask the environment when they are loaded: these tests are about a terminal with colours, not about the machine
// that builds.
delete process.env['CI'];
delete process.env['CONTINUOUS_INTEGRATION'];
process.env['FORCE_COLOR'] = '1';
const { screenPrinter } = await import('../../src/ui/screen-printer.js');

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';

/** A stream that says it is a terminal, and keeps what is written to it. */
class Terminal extends PassThrough {
  readonly isTTY = true;
  columns = 80;
  rows = 24;
  written = '';

  constructor() {
    super();
    this.setEncoding('utf8').on('data', (text: string) => (this.written += text));
  }

  get asStream(): WriteStream {
    return this as unknown as WriteStream;
  }

  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows });
    this.emit('resize');
  }
}

/** Longer than two redraws are apart. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

test('the cursor is hidden while the screen lives and shown when it is closed', async () => {
  const terminal = new Terminal();
  const printer = screenPrinter({ stream: terminal.asStream, env: {}, nowMs: () => 0 });
  for (const event of sampleEvents()) printer.event(event);
  await settle();
  assert.ok(terminal.written.includes(hideCursor));
  assert.not.ok(terminal.written.includes(showCursor));
  await printer.close();
  assert.ok(terminal.written.lastIndexOf(showCursor) > terminal.written.lastIndexOf(hideCursor));
  assert.match(
    stripVTControlCharacters(terminal.written),
    /done in 1m 12s: 10 ran\nreport: .*\nrun folder: .*\n$/,
  );
});

test('the screen never takes the mouse, the scrollback or the other screen', async () => {
  const terminal = new Terminal();
  const printer = screenPrinter({ stream: terminal.asStream, env: {}, nowMs: () => 0 });
  terminal.resize(80, 3);
  for (const event of sampleEvents()) printer.event(event);
  await settle();
  terminal.resize(40, 24);
  await printer.close();
  for (const sequence of ['[?1000h', '[?1002h', '[?1003h', '[?1049h', '[3J', '[2J']) {
    assert.not.ok(terminal.written.includes(`\u001b${sequence}`), sequence);
  }
});

test('a narrower terminal is cleared of the rows that its old lines now take', async () => {
  const terminal = new Terminal();
  const printer = screenPrinter({ stream: terminal.asStream, env: {}, nowMs: () => 0 });
  const [start] = sampleEvents();
  if (start !== undefined) printer.event(start);
  printer.interrupted();
  await settle();
  const before = terminal.written.length;
  const { written } = terminal;
  const frame = stripVTControlCharacters(written).trimEnd().split('\n').slice(-9);
  assert.is(frame.length, 9);
  terminal.resize(20, 24);
  await settle();
  const rowsNow = frame.reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / 20)), 0);
  const afterwards = terminal.written.slice(before);
  const erased = afterwards.slice(0, afterwards.indexOf('\u001b[G')).split('\u001b[1A').length - 1;
  assert.is(erased, rowsNow);
  await printer.close();
});

test('what a terminal that shrinks pushes into its scrollback is taken off when it grows again', async () => {
  const terminal = new Terminal();
  const printer = screenPrinter({ stream: terminal.asStream, env: {}, nowMs: () => 0 });
  const [start] = sampleEvents();
  if (start !== undefined) printer.event(start);
  printer.interrupted();
  await settle();
  const erasedBy = async (columns: number, rows: number): Promise<number> => {
    const before = terminal.written.length;
    terminal.resize(columns, rows);
    await settle();
    const afterwards = terminal.written.slice(before);
    return afterwards.slice(0, afterwards.indexOf('\u001b[G')).split('\u001b[1A').length - 1;
  };
  // Nine rows, of which four stay to be seen above the cursor; what is drawn then has two.
  assert.is(await erasedBy(80, 5), 4);
  assert.is(await erasedBy(80, 24), 2 + 5);
  assert.is(await erasedBy(80, 24), 9);
  await printer.close();
});

test('NO_COLOR leaves no colours', async () => {
  const written: string[] = [];
  for (const env of [{}, { NO_COLOR: '' }, { NO_COLOR: '1' }]) {
    const terminal = new Terminal();
    const printer = screenPrinter({ stream: terminal.asStream, env, nowMs: () => 0 });
    for (const event of sampleEvents({ failing: [6] })) printer.event(event);
    await printer.close();
    written.push(terminal.written);
  }
  // eslint-disable-next-line no-control-regex -- escape sequences are what is looked for
  const coloured = written.map((text) => /\u001b\[[0-9;]*m/.test(text));
  assert.equal(coloured, [true, true, false]);
});

test('the first Ctrl-C is answered at once', async () => {
  const terminal = new Terminal();
  const printer = screenPrinter({ stream: terminal.asStream, env: {}, nowMs: () => 0 });
  for (const event of sampleEvents().slice(0, 4)) printer.event(event);
  printer.interrupted();
  await settle();
  assert.match(terminal.written, /stopping cleanly; press Ctrl-C again to stop at once/);
  await printer.close();
});

test('no listener stays on the terminal, and closing twice does no harm', async () => {
  const terminal = new Terminal();
  const printer = screenPrinter({ stream: terminal.asStream, env: {}, nowMs: () => 0 });
  await printer.close();
  await printer.close();
  assert.is(terminal.listenerCount('resize'), 0);
});

test('a screen is for a terminal that can move its cursor and is not recorded', () => {
  assert.is(canShowScreen({ isTTY: true }, { TERM: 'xterm-256color' }), true);
  assert.is(canShowScreen({}, { TERM: 'xterm-256color' }), false);
  assert.is(canShowScreen({ isTTY: true }, { TERM: 'dumb' }), false);
  assert.is(canShowScreen({ isTTY: true }, { TERM: 'xterm', CI: 'true' }), false);
  assert.is(canShowScreen({ isTTY: true }, { TERM: 'xterm', CI: 'false' }), true);
});

test.run();
