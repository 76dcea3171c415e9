import { fail, ok, type Result } from '../core/result.js';
import { serveRun } from '../view/serve-run.js';
import type { Command } from './command.js';
import { exitCodes } from './exit-codes.js';
import { findRun } from './find-run.js';
import { openWorkspace } from './workspace.js';

export const view: Command = {
  name: 'view',
  usage: 'RUN [--port N]',
  summary:
    'Serves a run to this machine: a page that follows it while it goes on, its report and its files. Prints the address and stays until Ctrl-C. RUN is a workflow (the run that goes on, or the latest), a run id or a folder.',
  arity: { least: 1, most: 1 },
  options: [{ name: 'port', value: 'N', summary: 'the port to listen on (default: one that is free)' }],
  exits: [0, 2, 4],
  example: 'skysort view demo',
  async run(invocation, terminal) {
    const port = parsePort(invocation.value('port'));
    if (!port.ok) return port;
    const { layout } = openWorkspace(invocation, terminal);
    const found = findRun(layout, invocation.args[0] ?? '', { preferGoingOn: true });
    if (!found.ok) return found;
    const { folder, manifest } = found.value;
    const server = await serveRun({ folder, layout }, port.value);
    if (!server.ok) return server;
    terminal.stdout.write(`${server.value.url}\n`);
    terminal.stderr.write(
      `serving run ${manifest.run} of ${manifest.workflow} to this machine; Ctrl-C ends it\n`,
    );
    await interruption();
    await server.value.close();
    return ok(exitCodes.done);
  },
};

function parsePort(text: string | undefined): Result<number> {
  if (text === undefined) return ok(0);
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535
    ? ok(port)
    : fail({ reason: 'usage', found: `--port ${text}`, expected: 'a port, 1 to 65535' });
}

/** Ctrl-C is how it ends, so that is no failure. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
