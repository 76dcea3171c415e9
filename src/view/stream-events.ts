import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunEvent } from '../core/events.js';
import { livenessOf } from '../store/process-identity.js';
import { failureHeadline } from '../ui/failure-message.js';
import { shortReason } from '../ui/staleness-message.js';
import { eventsOf, inspectServed, type RunFile, type ServedRun } from './find-file.js';
import { isLineStart, readLines } from './read-lines.js';
import { responseHeaders } from './response-headers.js';

const pollMs = 150;
/** A proxy or a laptop that slept shows: a comment is written when there was nothing to say for so long. */
const silenceMs = 15_000;
/** How often it is looked whether the process of a run is still there. */
const livenessMs = 2000;

/**
 * The events of a run, as they are written: those there were, then each as it comes. An event's id is where the next one begins, so that a
 * browser that lost the connection goes on from there (`Last-Event-ID`). When the run has ended the stream ends; asked once more from
 * its end, the answer is 204, which tells the browser to ask no more. Of a run that was killed, an event `gone` is the last.
 */
export async function streamEvents(
  request: IncomingMessage,
  response: ServerResponse,
  run: ServedRun,
  signal: AbortSignal,
): Promise<void> {
  const file = eventsOf(run);
  let place = await startingPlace(file, request.headers['last-event-id']);
  if (place > 0 && (await readLines(file, place)).length === 0 && !isGoingOn(run.folder)) {
    response.writeHead(204, responseHeaders('events.txt', 'live')).end();
    return;
  }
  const headers = {
    ...responseHeaders('events.txt', 'live'),
    'Content-Type': 'text/event-stream; charset=utf-8',
  };
  response.writeHead(200, headers);
  response.write('retry: 1000\n\n');
  let [spokenMs, lookedMs] = [performance.now(), -Infinity];
  while (!signal.aborted && !response.destroyed) {
    const lines = await readLines(file, place);
    for (const { text, end } of lines) {
      await say(response, `id: ${end}\ndata: ${told(text)}\n\n`, signal);
      if (isLast(text)) return void response.end();
      place = end;
    }
    const nowMs = performance.now();
    if (lines.length > 0) spokenMs = nowMs;
    else {
      if (nowMs - lookedMs > livenessMs) {
        // Asked before the last look at the lines: what was written before the end is not lost.
        const hasEnded = !isGoingOn(run.folder);
        lookedMs = nowMs;
        if (hasEnded && (await readLines(file, place)).length === 0) {
          response.end('event: gone\ndata: {}\n\n');
          return;
        }
      }
      if (nowMs - spokenMs > silenceMs) {
        response.write(': still here\n\n');
        spokenMs = nowMs;
      }
      await pause(pollMs, undefined, { signal }).catch(() => undefined);
    }
  }
  response.end();
}

/** Where a browser that says what it saw last goes on; anything that is no place between two events is the beginning. */
async function startingPlace(file: RunFile, lastId: string | string[] | undefined): Promise<number> {
  if (typeof lastId !== 'string' || !/^\d{1,15}$/.test(lastId)) return 0;
  const place = Number(lastId);
  return (await isLineStart(file, place)) ? place : 0;
}

/** Waits for a reader that is slow, until it is gone. */
async function say(response: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).catch(
    () => undefined,
  );
}

const isLast = (line: string): boolean =>
  line.includes('"type":"run-finished"') && typeOf(line) === 'run-finished';

function typeOf(line: string): string | undefined {
  return parsed(line)?.type;
}

function parsed(line: string): RunEvent | undefined {
  try {
    return JSON.parse(line) as RunEvent;
  } catch {
    return undefined;
  }
}

/** The event with the sentence that the terminal would print of it, `said`, where there is one. */
function told(line: string): string {
  if (!line.includes('"type":"step-started"') && !line.includes('"failure":')) return line;
  const event = parsed(line);
  if (event?.type === 'step-started') return JSON.stringify({ ...event, said: shortReason(event.reasons) });
  if (event?.type === 'step-finished' && event.failure !== undefined)
    return JSON.stringify({ ...event, said: failureHeadline(event.failure) });
  return line;
}

function isGoingOn(folder: string): boolean {
  const found = inspectServed(folder);
  return (
    found?.state === 'whole' &&
    found.manifest.state === 'running' &&
    livenessOf(found.manifest.runner) !== 'gone'
  );
}
