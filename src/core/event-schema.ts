import type { StoredFile, StoredOutput } from './artifact.js';
import { closed, tagged } from './closed-schema.js';
import type { InstanceState, RunEvent, RunFinished, RunStarted } from './events.js';
import type { Failure } from './failure.js';
import type { JsonObject } from './json.js';
import type { Staleness } from './staleness.js';

const ref = (name: string): JsonObject => ({ $ref: `#/definitions/${name}` });
const text: JsonObject = { type: 'string' };
const number: JsonObject = { type: 'number' };
const seconds: JsonObject = { type: 'number', minimum: 0 };
const count: JsonObject = { type: 'integer', minimum: 0 };
const list = (items: JsonObject): JsonObject => ({ type: 'array', items });
const choice = (...values: readonly string[]): JsonObject => ({ enum: values });
const described = (description: string, schema: JsonObject): JsonObject => ({ description, ...schema });
/** Any JSON value. */
const anything: JsonObject = {};

const digest: JsonObject = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const id = described('An instance, `clusters@k=6`.', { type: 'string', minLength: 1 });
const runFolder = described('From the working directory where it lies below it.', text);
const cell = described('A value for each axis of its sweep.', { type: 'object' });
const measures: JsonObject = { type: 'object', additionalProperties: { type: ['number', 'string'] } };

const event = tagged<RunEvent, 'type', 'at'>(
  'type',
  {
    'run-started': {
      description: 'The first event.',
      required: {
        run: text,
        workflow: text,
        file: text,
        runFolder,
        jobs: described('Cores in all.', { type: 'integer', minimum: 1 }),
        instances: described(
          "In the plan's order.",
          list(
            closed<RunStarted['instances'][number]>({
              required: { id, step: text, kind: text, cell, needs: list(id) },
              optional: { description: text },
            }),
          ),
        ),
      },
    },
    'step-started': {
      description: 'An instance is stale and begins to run; a fresh one only finishes.',
      required: { id, threads: { type: 'integer', minimum: 1 }, reasons: list(ref('staleness')) },
    },
    'step-threads': {
      description: 'A step borrows cores that no other has a use for, or gives them back.',
      required: { id, threads: { type: 'integer', minimum: 1 } },
    },
    'step-waiting': {
      description:
        'Another run computes the same, or another instance of this run: this one waits for its result.',
      required: { id, owner: text },
      optional: { sharesWith: id },
    },
    'step-progress': {
      required: { id, done: number, total: number, unit: text },
      optional: {
        perSecond: described('Units a second, averaged over some seconds; in `run --json` only.', number),
        secondsLeft: described('At that speed; in `run --json` only.', number),
      },
    },
    'step-metric': {
      description: 'One point of a series: the losses of an epoch.',
      required: {
        id,
        step: number,
        total: number,
        unit: text,
        values: { type: 'object', additionalProperties: { type: ['number', 'null'] } },
      },
    },
    'step-note': {
      description: 'Something that a person should know about a result; a cached step tells it again.',
      required: { id, level: choice('info', 'warning'), text },
    },
    'step-line': {
      description: 'A line that a program printed.',
      required: { id, stream: choice('stdout', 'stderr'), text },
    },
    'step-finished': {
      required: { id, state: ref('state'), seconds },
      optional: {
        key: digest,
        savedSeconds: described('For a cached step: how long it took when it ran.', seconds),
        outputs: { type: 'object', additionalProperties: ref('output') },
        measures,
        failure: ref('failure'),
      },
    },
    'run-finished': {
      description: 'The last event.',
      required: {
        state: choice('done', 'failed', 'cancelled'),
        seconds,
        savedSeconds: seconds,
        counts: closed<RunFinished['counts']>({
          required: { ran: count, cached: count, failed: count, skipped: count, cancelled: count },
        }),
        runFolder,
      },
      optional: { report: text },
    },
  },
  {
    at: { description: 'ISO 8601 in UTC.', type: 'string', pattern: String.raw`^\d{4}-\d\d-\d\dT[\d:.]+Z$` },
  },
);

const states: Readonly<Record<InstanceState, true>> = {
  ran: true,
  cached: true,
  failed: true,
  skipped: true,
  cancelled: true,
};

const file = closed<StoredFile>({ required: { name: text, sha256: digest, bytes: count } });

const output = tagged<StoredOutput, 'form'>('form', {
  file: { required: { name: text, sha256: digest, bytes: count } },
  folder: { required: { name: text, files: list(file), sha256: digest, bytes: count } },
});

const sides = { before: text, now: text };

const staleness = tagged<Staleness, 'rule'>('rule', {
  'never-ran': { required: {} },
  forced: { required: {} },
  kind: { required: sides },
  version: { required: { before: count, now: count } },
  parameter: { required: { name: text }, optional: { before: anything, now: anything } },
  input: {
    required: { name: text, change: choice('content', 'added', 'removed', 'renamed', 'order') },
    optional: { item: text, ...sides },
  },
  environment: { required: { name: text }, optional: { declared: choice('before', 'now'), ...sides } },
  outputs: { required: { before: list(text), now: list(text) } },
  reproducibility: { required: { name: text }, optional: sides },
  plugin: { required: { kind: text }, optional: sides },
  'key-schema': { required: { before: count, now: count } },
  upstream: { required: { instance: id } },
  lost: { required: { problem: choice('missing', 'corrupt') }, optional: { output: text } },
  collected: { required: {} },
});

const processEnd = { exitCode: { type: 'integer' }, signal: text, kernelKill: choice('seen', 'not-seen') };

const failure = tagged<Failure, 'reason'>('reason', {
  'invalid-workflow': { required: { diagnostics: list({ type: 'object' }) } },
  usage: { required: { found: text, expected: text }, optional: { remedy: text } },
  'unreadable-input': {
    required: { file: text, found: text, expected: text },
    optional: { member: text, place: text, remedy: text },
  },
  'unsuitable-input': {
    required: { input: text, found: text, expected: text, remedy: text },
    optional: { file: text, member: text },
  },
  'unsuitable-parameter': {
    required: { parameter: text, found: text, expected: text, remedy: text },
    optional: { place: text },
  },
  diverged: {
    required: { remedy: text },
    optional: { epoch: count, loss: text, iteration: count, extent: text },
  },
  'engine-unavailable': { required: { engine: text, cause: text, remedy: text } },
  'command-failed': {
    required: { argv: list(text), stderrTail: text },
    optional: { ...processEnd, cause: text, place: text },
  },
  'missing-output': { required: { output: text, file: text, found: text }, optional: { plugin: text } },
  'no-result': { required: { found: text }, optional: { plugin: text } },
  'step-threw': { required: { message: text, stack: text } },
  'worker-died': { required: { stderrTail: text }, optional: processEnd },
  'out-of-memory': { required: { limitBytes: number, usedBytes: number } },
  'heap-exhausted': { required: {} },
  'timed-out': { required: { limitMs: number }, optional: { place: text } },
  cancelled: { required: {} },
  'upstream-failed': { required: { instance: id } },
  storage: { required: { operation: text, path: text, code: text } },
});

/** The JSON Schema (draft-07) of one line of `events.ndjson` and of `skysort run --json`. */
export const eventSchema: JsonObject = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'skysort event',
  description: 'One line of events.ndjson, and of what `skysort run --json` prints.',
  ...event,
  definitions: { state: choice(...Object.keys(states)), output, staleness, failure },
};
