import type { ReactElement } from 'react';
import type { WriteStream } from 'node:tty';
import { render, type Instance } from 'ink';
import { Screen } from './components/Screen.js';
import { inkTerminal } from './ink-terminal.js';
import { lineStream } from './line-stream.js';
import { listenForSuspension } from './suspension.js';
import type { RunPrinter } from './run-printer.js';
import { emptyScreenModel, screenModel } from './screen-model.js';

export interface ScreenOptions {
  /** The terminal; its size is asked for at each redraw. */
  readonly stream: WriteStream;
  /** Where NO_COLOR is looked up. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: () => number;
}

const redrawMs = 125;
const showCursor = '\u001b[?25h';

/**
 * The live screen. It reads no input, so that Ctrl-C stays a signal for the runner, and draws on a timer, so that a step that
 * reports a thousand times a second costs no more than another.
 */
export function screenPrinter(options: ScreenOptions): RunPrinter {
  const { stream, env, nowMs } = options;
  const coloured = (env['NO_COLOR'] ?? '') === '';
  const terminal = inkTerminal(stream, env['XTERM_VERSION'] === undefined && env['STY'] === undefined);
  const output = lineStream(stream);
  let model = emptyScreenModel;
  let stopping = false;
  let closed = false;
  let scrolledBefore = 0;

  const tree = (): ReactElement => (
    <Screen
      {...{ model, coloured, stopping, scrolledBefore }}
      nowMs={nowMs()}
      columns={stream.columns || 80}
      rows={stream.rows || 24}
    />
  );
  const mount = (): Instance =>
    render(tree(), { stdout: terminal.stream, exitOnCtrlC: false, patchConsole: false });
  let ink = mount();
  let drawn = model;
  const redraw = (): void => {
    ink.rerender(tree());
    drawn = model;
  };
  // A new instance knows nothing of the old frame, which a resized terminal shows in other rows than it was written in.
  const leave = (): void => {
    terminal.eraseFrame(stream.columns || 80, stream.rows || 24);
    terminal.muted(() => ink.unmount());
    scrolledBefore = drawn.scroll.length;
  };
  const comeBack = (): void => {
    ink = mount();
    drawn = model;
  };
  const resized = (): void => {
    leave();
    comeBack();
  };
  const suspension = listenForSuspension({
    suspend() {
      clearInterval(timer);
      leave();
      stream.write(showCursor);
    },
    resume(wasSuspended) {
      if (!wasSuspended) leave();
      comeBack();
      if (wasSuspended) timer = startTimer();
    },
  });
  const startTimer = (): NodeJS.Timeout => setInterval(redraw, redrawMs).unref();
  let timer = startTimer();
  stream.on('resize', resized);

  return {
    event(event) {
      model = screenModel(model, event, nowMs());
    },
    interrupted() {
      stopping = true;
      redraw();
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      stream.off('resize', resized);
      suspension.close();
      redraw();
      ink.unmount();
      await output.flush();
    },
  };
}
