import { mediaTypeOf } from '../core/media-type.js';

/** What may run and be fetched on a page. `live`: the page of this server. `file`: a file that a step made, whatever is in it. */
export type Trust = 'live' | 'report' | 'file';

const policies: Readonly<Record<Trust, string>> = {
  live: "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:",
  // The report has a policy of its own, which says which script is its own; this one keeps it from asking for anything.
  report:
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; connect-src data: blob:; worker-src blob:",
  file: "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
};

/** Shown as text, so that a person can read it in the browser. */
const readAsText = ['application/x-ndjson', 'application/yaml', 'text/markdown'];

/** Headers of every answer. Nothing is kept by the browser: a run that goes on changes. */
export function responseHeaders(name: string, trust: Trust): Record<string, string> {
  return {
    'Content-Type': contentType(name),
    'Content-Security-Policy': `${policies[trust]}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}

function contentType(name: string): string {
  const known = name.endsWith('.js')
    ? 'text/javascript'
    : name.endsWith('.css')
      ? 'text/css'
      : mediaTypeOf(name);
  const type = readAsText.includes(known) ? 'text/plain' : known;
  return type.startsWith('text/') || type === 'application/json' ? `${type}; charset=utf-8` : type;
}
