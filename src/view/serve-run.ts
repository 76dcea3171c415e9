import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { fail, ok, type Result } from '../core/result.js';
import { findFile, openFile, type ServedRun } from './find-file.js';
import { guardRequest } from './guard-request.js';
import { livePage } from './live-page.js';
import { responseHeaders, type Trust } from './response-headers.js';
import { streamEvents } from './stream-events.js';

export interface RunServer {
  readonly url: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

const asset = (name: string): string => readFileSync(new URL(`./client/${name}`, import.meta.url), 'utf8');

/**
 * Serves one run to this machine alone: a page that follows it, and its own files.
 * @param port 0 for one that is free.
 * @returns Failure `usage` when the port cannot be had.
 */
export async function serveRun(run: ServedRun, port: number): Promise<Result<RunServer>> {
  const stop = new AbortController();
  const pages: Readonly<Record<string, { readonly name: string; readonly content: string }>> = {
    '': { name: 'index.html', content: livePage },
    'live.js': { name: 'live.js', content: asset('live.js') },
    'live.css': { name: 'live.css', content: asset('live.css') },
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const guarded = guardRequest(request, portOf(server));
    if (!guarded.ok) {
      refuse(response, guarded.status);
      return;
    }
    const { path, withBody } = guarded;
    const page = Object.hasOwn(pages, path) ? pages[path] : undefined;
    if (page !== undefined) {
      sendText(response, page, withBody);
      return;
    }
    // Browsers ask for it beside a page that names no icon; a file that is missing would stand in their logs.
    if (path === 'favicon.ico') {
      response.writeHead(204, responseHeaders('favicon.ico', 'file')).end();
      return;
    }
    if (path === 'events' && withBody) return streamEvents(request, response, run, stop.signal);
    return sendFile(response, path, { run, withBody });
  };
  // A connection that cannot be made out is closed without a word.
  server.on('clientError', (_error, socket) => socket.destroy());
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    return portFailure(port, error);
  }
  return ok({
    url: `http://127.0.0.1:${portOf(server)}/`,
    async close() {
      stop.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  });
}

const portOf = (server: Server): number => (server.address() as AddressInfo | null)?.port ?? 0;

function portFailure(port: number, error: unknown): Result<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return fail({
    reason: 'usage',
    found: `port ${port}, ${code === 'EADDRINUSE' ? 'which another program uses' : `which cannot be used (${code})`}`,
    expected: 'a port that is free',
    remedy: 'name another, or leave --port out to take one that is free',
  });
}

const statusTexts = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not a file of this run',
  405: 'Only GET and HEAD',
  421: 'Ask for 127.0.0.1 or localhost',
} as const;

function refuse(response: ServerResponse, status: keyof typeof statusTexts): void {
  const body = `${statusTexts[status]}\n`;
  response.writeHead(status, {
    ...responseHeaders('refusal.txt', 'file'),
    'Content-Length': Buffer.byteLength(body),
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
    // What is left of a request that was refused is not read.
    Connection: 'close',
  });
  response.end(body);
}

function sendText(
  response: ServerResponse,
  { name, content }: { readonly name: string; readonly content: string },
  withBody: boolean,
): void {
  response.writeHead(200, {
    ...responseHeaders(name, 'live'),
    'Content-Length': Buffer.byteLength(content),
  });
  response.end(withBody ? content : undefined);
}

async function sendFile(
  response: ServerResponse,
  path: string,
  { run, withBody }: { readonly run: ServedRun; readonly withBody: boolean },
): Promise<void> {
  const file = findFile(path, run);
  const opened = file && (await openFile(file));
  if (file === undefined || opened === undefined) {
    refuse(response, 404);
    return;
  }
  const { handle, bytes } = opened;
  const trust: Trust = file.isReport ? 'report' : 'file';
  response.writeHead(200, { ...responseHeaders(file.name, trust), 'Content-Length': bytes });
  if (!withBody || bytes === 0) {
    await handle.close();
    response.end();
    return;
  }
  // A file that grows meanwhile is sent as far as was promised; the stream closes it.
  await pipeline(handle.createReadStream({ end: bytes - 1 }), response);
}
