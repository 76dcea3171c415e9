// What programs read of a run: every line is an event as schemas/events.schema.json says.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventSchema } from '../../src/core/event-schema.js';
import type { RunEvent } from '../../src/core/events.js';
import { repositoryRoot } from '../support/repository.js';
import { Rig } from '../support/rig.js';

const committed = readFileSync(join(repositoryRoot, 'schemas', 'events.schema.json'), 'utf8');
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(committed) as object);

const isEvent = (event: unknown) =>
  assert.ok(validate(event), JSON.stringify([event, validate.errors], null, 1));

test('the committed schema is the one that is checked against the types; `npm run schemas` writes it', () => {
  assert.is(committed, `${JSON.stringify(eventSchema, null, 2)}\n`);
});

const plugin = `
import { writeFile } from 'node:fs/promises';
import { defineStep, ok } from 'skysort';
export default defineStep({
  name: 'talk',
  version: 1,
  summary: 'Tells everything that a step can tell.',
  stochastic: false,
  params: {
    type: 'object', additionalProperties: false,
    properties: { words: { description: 'How many.', type: 'integer', default: 3 } },
  },
  inputs: {},
  outputs: { out: { type: 'file', file: 'out.txt', summary: 'a word' }, all: { type: 'files', folder: 'all', summary: 'words' } },
  async run({ params, outputs, progress, metric, note, measure, line }) {
    for (let done = 1; done <= params.words; done += 1) {
      progress({ done, total: params.words, unit: 'words' });
      metric({ step: done, total: params.words, unit: 'word', values: { loss: 1 / done, worst: NaN } });
    }
    note({ level: 'warning', text: 'few words' });
    measure({ words: params.words, best: 'star' });
    line('stdout', 'a word');
    await writeFile(outputs.path('out'), 'star');
    await writeFile(outputs.path('all') + '/one.txt', 'star');
    return ok();
  },
});
`;

const workflow = `
skysort: 1
name: talk
plugins: [talk.mjs]
params: { words: 3, exit: 0 }
steps:
  talk: { uses: talk, description: Says it., with: { words: "\${words}" } }
  end:
    uses: command
    inputs: { word: talk.out }
    outputs: { out: out.txt }
    sweep: { command: [[sh, -c, 'echo last words >&2; echo x > "$0"; exit \${exit}', "{outputs.out}"]] }
  after:
    uses: command
    inputs: { out: end.out }
    outputs: { out: out.txt }
    with: { command: [sh, -c, 'echo x > "$0"', "{outputs.out}"] }
`;

test('every line of --json and of events.ndjson is an event, whatever happens in a run', async () => {
  const rig = new Rig();
  rig.write('talk.mjs', plugin);
  rig.write('talk.yaml', workflow);
  const seen: RunEvent[] = [];
  for (const sets of [[], [], ['--set', 'words=4'], ['--set', 'exit=3'], ['--force', 'talk']]) {
    const { stdout } = await rig.skysort('run', '--json', 'talk.yaml', ...sets);
    const printed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RunEvent);
    for (const event of [...printed, ...rig.events('talk')]) isEvent(event);
    assert.equal(printed, rig.events('talk'));
    seen.push(...printed);
  }
  const types = new Set(seen.map(({ type }) => type));
  assert.equal([...types].sort(), [
    'run-finished',
    'run-started',
    'step-finished',
    'step-line',
    'step-metric',
    'step-note',
    'step-progress',
    'step-started',
  ]);
  const states = new Set(seen.flatMap((event) => (event.type === 'step-finished' ? [event.state] : [])));
  assert.equal([...states].sort(), ['cached', 'failed', 'ran', 'skipped']);
  const rules = new Set(
    seen.flatMap((event) => (event.type === 'step-started' ? event.reasons.map(({ rule }) => rule) : [])),
  );
  assert.equal([...rules].sort(), ['forced', 'never-ran', 'parameter']);
});

test('a field that no event has, or one too few, is no event', () => {
  const waiting = {
    at: '2026-11-24T23:31:59.123Z',
    type: 'step-waiting',
    id: 'clusters@k=6',
    owner: 'host, 17',
  };
  isEvent(waiting);
  assert.not(validate({ ...waiting, more: 1 }));
  assert.not(validate({ ...waiting, owner: undefined }));
  assert.not(validate({ ...waiting, type: 'step-wating' }));
  assert.not(validate({ ...waiting, at: 'today' }));
});

test.run();
