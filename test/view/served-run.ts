import { connect } from 'node:net';
import { eventually, Rig, type Started } from '../support/rig.js';

/** One step that fills a folder of two files and one file; then it has ended. */
const ended = `
skysort: 1
name: small
steps:
  one:
    uses: command
    description: writes
    outputs: { out: out.txt, page: page.html, parts: { folder: parts } }
    with: { command: [sh, -c, 'echo one > "$0"; echo "<script>alert(1)</script>" > "$1"; echo hello; echo a > "$2/a b.svg"; echo b > "$2/b.csv"', "{outputs.out}", "{outputs.page}", "{outputs.parts}"] }
  report:
    uses: report
`;

/** One step is done at once; the other goes on until there is a file `go`. */
export const goingOn = (go: string): string => `
skysort: 1
name: long
steps:
  quick:
    uses: command
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo quick > "$0"', "{outputs.out}"] }
  slow:
    uses: command
    inputs: { quick: quick.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'while [ ! -e "$1" ]; do sleep 0.05; done; echo slow > "$0"', "{outputs.out}", "${go}"] }
  report:
    uses: report
`;

export async function endedRig(): Promise<Rig> {
  const rig = new Rig();
  rig.write('small.yaml', ended);
  rig.write('secret.txt', 'the secret');
  await rig.run('small.yaml');
  return rig;
}

export interface View {
  readonly url: string;
  readonly port: number;
  readonly started: Started;
  /** As Ctrl-C. */
  stop(): Promise<number | null>;
}

/** Starts `skysort view`, and waits for the address that it prints. */
export async function startView(rig: Rig, ...args: string[]): Promise<View> {
  const started = rig.start('view', ...args);
  let printed = '';
  started.process.stdout?.on('data', (text: string) => (printed += text));
  await eventually(
    'view prints its address',
    () => printed.endsWith('\n') || started.process.exitCode !== null,
  );
  const url = printed.trim();
  return {
    url,
    port: Number(new URL(url).port),
    started,
    async stop() {
      started.process.kill('SIGINT');
      return (await started.ended).code;
    },
  };
}

/** What a server answers to these very bytes, until it closes the connection or has sent a whole answer without a body. */
export function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1').on('data', (part: string) => (answer += part));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}

/** The answer to a request with this first line and these headers, on a connection of its own. */
export const ask = (port: number, line: string, headers: Record<string, string> = {}): Promise<string> =>
  askRaw(
    port,
    [
      line,
      ...Object.entries({ Host: `127.0.0.1:${port}`, Connection: 'close', ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      ),
      '',
      '',
    ].join('\r\n'),
  );

export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** The events in the text of a stream. */
export function sentEvents(text: string): SentEvent[] {
  return text
    .split('\n\n')
    .filter((block) => /^data: /m.test(block))
    .map((block) => ({
      id: /^id: (.*)$/m.exec(block)?.[1] ?? '',
      event: /^event: (.*)$/m.exec(block)?.[1] ?? 'message',
      data: /^data: (.*)$/m.exec(block)?.[1] ?? '',
    }));
}
