// Plays a made-up run on the real printers, to look at them: node dist/test/ui/play-events.js [OPTIONS]
//   --speed N       how many times faster than the run would be (1)
//   --cells N       a sweep of N cells
//   --fail K        the fit with this K fails
//   --cached        everything comes from the cache
//   --cancel-at S   as after Ctrl-C at this second
//   --plain, --json the other printers
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { jsonPrinter } from '../../src/ui/json.js';
import { plainPrinter } from '../../src/ui/plain.js';
import type { RunPrinter } from '../../src/ui/run-printer.js';
import { screenPrinter } from '../../src/ui/screen-printer.js';
import { sampleRun } from './sample-events.js';

const { values } = parseArgs({
  options: {
    speed: { type: 'string', default: '1' },
    cells: { type: 'string' },
    fail: { type: 'string', multiple: true, default: [] },
    cached: { type: 'boolean', default: false },
    'cancel-at': { type: 'string' },
    plain: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const speed = Number(values.speed);
const startMs = Date.now();
const nowMs = (): number => startMs + (Date.now() - startMs) * speed;

function chosenPrinter(): RunPrinter {
  if (values.json) return jsonPrinter(process.stdout);
  if (values.plain) return plainPrinter(process.stdout);
  return screenPrinter({ stream: process.stdout, env: process.env, nowMs });
}

const printer = chosenPrinter();
let interrupts = 0;
process.on('SIGINT', () => {
  interrupts += 1;
  printer.interrupted();
  if (interrupts > 1) void printer.close().then(() => process.exit(130));
});

const events = sampleRun({
  ...(values.cells === undefined
    ? {}
    : { k: Array.from({ length: Number(values.cells) }, (_, index) => index + 2) }),
  ...(values.cached ? { cached: 'all' as const } : {}),
  ...(values['cancel-at'] === undefined ? {} : { cancelledAtMs: Number(values['cancel-at']) * 1000 }),
  failing: values.fail.map(Number),
});
for (const { atMs, event } of events) {
  const early = startMs + atMs - nowMs();
  if (early > 0) await sleep(early / speed);
  printer.event(event);
}
await printer.close();
