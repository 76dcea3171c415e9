import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from './repository.js';

const program = join(repositoryRoot, 'node_modules', 'yaml-language-server', 'bin', 'yaml-language-server');
const schema = pathToFileURL(join(repositoryRoot, 'schemas', 'workflow.schema.json')).href;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export interface EditorDiagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

export interface Completion {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

/** What an editor is told: the schema of the workflows, and to look for no other on the network. */
const settings = {
  schemas: { [schema]: '*.yaml' },
  schemaStore: { enable: false },
  validate: true,
  completion: true,
  hover: true,
};

/** A YAML language server as an editor drives it: JSON-RPC over its standard input and output. */
export class LanguageServer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #diagnosed = new Map<string, (diagnostics: readonly EditorDiagnostic[]) => void>();
  #received = Buffer.alloc(0);
  #nextId = 1;

  private constructor() {
    this.#process = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  static async start(): Promise<LanguageServer> {
    const server = new LanguageServer();
    const capabilities = { workspace: { configuration: true }, textDocument: { hover: {}, completion: {} } };
    await server.#ask('initialize', { processId: process.pid, rootUri: null, capabilities });
    server.#tell('initialized', {});
    return server;
  }

  stop(): void {
    this.#process.kill();
  }

  /** Opens a text as a file of its own. @returns Its marks. */
  async diagnostics(uri: string, text: string): Promise<readonly EditorDiagnostic[]> {
    const told = new Promise<readonly EditorDiagnostic[]>((resolve) => this.#diagnosed.set(uri, resolve));
    this.#tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return told;
  }

  /** Opens a text with `|` where the cursor is. @returns What can be written there. */
  async complete(uri: string, marked: string): Promise<readonly Completion[]> {
    const at = await this.#openAtCursor(uri, marked);
    const answer = (await this.#ask('textDocument/completion', at)) as { items: readonly Completion[] };
    return answer.items;
  }

  /** Opens a text with `|` where the mouse is. @returns The text that appears. */
  async hover(uri: string, marked: string): Promise<string> {
    const at = await this.#openAtCursor(uri, marked);
    const answer = (await this.#ask('textDocument/hover', at)) as { contents: { value: string } } | null;
    return answer?.contents.value ?? '';
  }

  async #openAtCursor(uri: string, marked: string) {
    const [before = '', after = ''] = marked.split('|');
    await this.diagnostics(uri, before + after);
    const lines = before.split('\n');
    return {
      textDocument: { uri },
      position: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 },
    };
  }

  async #ask(method: string, params: unknown): Promise<unknown> {
    const id = this.#nextId++;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  #tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  #send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n/.exec(this.#received.toString('latin1'));
      if (head === null) return;
      const start = head[0].length;
      const end = start + Number(head[1]);
      if (this.#received.length < end) return;
      const message = JSON.parse(this.#received.toString('utf8', start, end)) as Message;
      this.#received = this.#received.subarray(end);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, ...answer }: Message): void {
    if (method === undefined) {
      if (id !== undefined) this.#waiting.get(id)?.(answer);
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly EditorDiagnostic[] };
      this.#diagnosed.get(uri)?.(diagnostics);
    } else if (id !== undefined) {
      this.#send({ id, result: method === 'workspace/configuration' ? configuration(params) : null });
    }
  }
}

function configuration(params: unknown): unknown[] {
  const { items } = params as { items: readonly { section: string }[] };
  return items.map(({ section }) => (section === 'yaml' ? settings : {}));
}
