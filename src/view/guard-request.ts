import type { IncomingMessage } from 'node:http';

/** What is asked for, or why nobody gets an answer to it. */
export type Guarded =
  | { readonly ok: true; readonly path: string; readonly withBody: boolean }
  | { readonly ok: false; readonly status: 400 | 403 | 405 | 421 };

/**
 * Lets through what a person's own browser asks of this server, and nothing else.
 * A page of another origin may make a browser send requests here: by its own name for this address (DNS rebinding), which the `Host`
 * header tells, or from its scripts, which `Origin` tells.
 * @param port The one that the server listens on.
 * @returns The path, decoded once; what it names is for `find-file` to say. It is never joined to a folder.
 */
export function guardRequest({ method, url, headers }: IncomingMessage, port: number): Guarded {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes((headers.host ?? '').toLowerCase())) return { ok: false, status: 421 };
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`))
    return { ok: false, status: 403 };
  if (method !== 'GET' && method !== 'HEAD') return { ok: false, status: 405 };
  const path = decodedPath(url ?? '');
  if (path === undefined) return { ok: false, status: 400 };
  return { ok: true, path, withBody: method === 'GET' };
}

/** A path from the server's root without its first slash; undefined for what is no such path, or could be read as two. */
function decodedPath(url: string): string | undefined {
  const [encoded = ''] = url.split('?', 1);
  if (!encoded.startsWith('/')) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(encoded.slice(1));
  } catch {
    return undefined;
  }
  const hasControls = Array.from(path).some((character) => character < ' ' || character === '\u007f');
  const isOdd =
    hasControls || path.includes('\\') || path.split('/').some((part) => part === '..' || part === '.');
  return isOdd || path.startsWith('/') ? undefined : path;
}
