import fc from 'fast-check';
import { render } from 'ink-testing-library';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Screen } from '../../src/ui/components/Screen.js';
import { liveHeight, liveLayout } from '../../src/ui/live-layout.js';
import { emptyScreenModel, screenModel, type ScreenModel } from '../../src/ui/screen-model.js';
import { textWidth } from '../../src/ui/text-width.js';
import { sampleRun, sampleStart, type SampleRun } from './sample-events.js';

interface View extends SampleRun {
  readonly atMs: number;
  readonly columns: number;
  readonly rows: number;
}

function modelAt(atMs: number, options: SampleRun): ScreenModel {
  return sampleRun(options)
    .filter((timed) => timed.atMs <= atMs)
    .reduce((model, { event }) => screenModel(model, event, Date.parse(event.at)), emptyScreenModel);
}

/** The lines of the screen at a moment: what has scrolled away, then the live part. */
function frame(view: View, coloured = false): string[] {
  const { atMs, columns, rows } = view;
  const { lastFrame, unmount } = render(
    <Screen
      model={modelAt(atMs, view)}
      nowMs={sampleStart + atMs}
      {...{ columns, rows, coloured }}
      stopping={false}
      scrolledBefore={0}
    />,
  );
  const text = lastFrame() ?? '';
  unmount();
  return stripVTControlCharacters(text).split('\n');
}

/** The live part alone: what is redrawn in place. */
function liveFrame(view: View): string[] {
  const { columns, rows, atMs } = view;
  const model = modelAt(atMs, view);
  const { lastFrame, unmount } = render(
    <Screen
      {...{ model, columns, rows }}
      nowMs={sampleStart + atMs}
      coloured={false}
      stopping={false}
      scrolledBefore={model.scroll.length}
    />,
  );
  const text = lastFrame() ?? '';
  unmount();
  return stripVTControlCharacters(text).split('\n');
}

test('while images are read, a bar tells how far and how long, and the rest waits for what it needs', () => {
  assert.equal(frame({ atMs: 6200, columns: 80, rows: 24 }), [
    '⠙ images       ━━━━━─────   50%   6s left  316 images/s  1,970 of 3,940    6.2s',
    '    never ran',
    '· split        waits for images',
    '· autoencoder  waits for images, split',
    '· latents      waits for images, autoencoder',
    '· clusters     3 cells, waits for latents, split',
    '· map          waits for latents, split',
    '· crossmatch   waits for images',
    '· report       waits for map',
    'galaxies  0 of 8 steps  6.2s  ▶1',
  ]);
});

test('while a network learns, its losses are drawn with their last values', () => {
  const lines = frame({ atMs: 40_000, columns: 80, rows: 24 });
  const curve = lines.filter((line) => /[\u2801-\u28ff]{3}/.test(line));
  assert.ok(curve.length >= 4, lines.join('\n'));
  assert.ok(lines.includes('           epoch 18 of 30  ━ loss 0.3117  ┅ val_loss 0.3154'), lines.join('\n'));
});

test('the table of a sweep fills up as its cells finish', () => {
  const lines = liveFrame({ atMs: 60_000, columns: 80, rows: 24 });
  assert.equal(lines.slice(0, 5), [
    lines[0] ?? '',
    '      cell  inertia  iterations      time',
    '    ✓ k=3   303,333          13      0.6s',
    lines[3] ?? '',
    '    · k=7   waiting',
  ]);
  assert.match(lines[0] ?? '', /^. clusters {5}1 of 3 cells {2}✓1 ▶1 +\d\.\ds$/);
  assert.match(lines[3] ?? '', /^ {4}\S k=6/);
});

test('at 40 columns rows are cut, never wrapped', () => {
  for (const atMs of [500, 6200, 40_000, 60_700, 65_000]) {
    for (const line of liveFrame({ atMs, columns: 40, rows: 24 })) {
      assert.ok(textWidth(line) <= 39, line);
    }
  }
  assert.equal(liveFrame({ atMs: 6200, columns: 40, rows: 24 }).slice(0, 4), [
    '⠙ images       ━━━━━─────   50%    6.2s',
    '    never ran',
    '· split        waits for images',
    '· autoencoder  waits for images, split',
  ]);
});

test('a sweep of 200 cells fits a terminal of 24 rows', () => {
  const k = Array.from({ length: 200 }, (_, index) => index + 2);
  const lines = liveFrame({ atMs: 130_000, k, columns: 80, rows: 24 });
  assert.ok(lines.length <= 23, lines.join('\n'));
  assert.match(lines[0] ?? '', /clusters {5}\d+ of 200 cells/);
  assert.ok(lines.some((line) => /… and \d+ more/.test(line)));
});

test('at every event of a run and every height, the rows that are chosen leave one free', () => {
  const k = Array.from({ length: 30 }, (_, index) => index + 2);
  let model = emptyScreenModel;
  for (const { atMs, event } of sampleRun({ k, failing: [4, 9], epochs: 4 })) {
    model = screenModel(model, event, sampleStart + atMs);
    for (let rows = 3; rows <= 24; rows += 1) {
      const height = liveHeight(liveLayout(model, rows, sampleStart + atMs));
      assert.ok(height < rows, `${height} of ${rows} rows at ${atMs} ms`);
    }
  }
});

test('whatever the terminal, the sweep and the moment, the live part is lower and no wider than the terminal', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 140 }),
      fc.integer({ min: 3, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 30 }),
      (columns, rows, part, cells) => {
        const k = Array.from({ length: cells }, (_, index) => index + 2);
        const options = { k, failing: [4, 9], epochs: 4 };
        // By events rather than by time: most of the time is training.
        const events = sampleRun(options);
        const atMs = events[Math.floor(part * (events.length - 1))]?.atMs ?? 0;
        const view = { atMs, columns, rows, ...options };
        const layout = liveLayout(modelAt(atMs, view), rows, sampleStart + atMs);
        if (liveHeight(layout) > rows - 1) return false;
        const lines = liveFrame(view);
        const finished = layout.length === 0;
        return (
          finished || (lines.length <= rows - 1 && lines.every((line) => textWidth(line) <= columns - 1))
        );
      },
    ),
    { numRuns: 150 },
  );
});

test('a finished run leaves each step, its table and curve, and the summary', () => {
  const lines = frame({ atMs: 1e9, columns: 80, rows: 24, failing: [6] });
  const report = lines.join('\n');
  for (const line of [
    '✓ images       good 3,940, skipped 2                                      12.4s',
    '    warning: 2 of 3,942 images were skipped: constant pixels',
    '✗ clusters     3 cells  ✓2 ✗1                                              2.4s',
    '    ✓ k=3   303,333          13      0.6s',
    '✓ crossmatch   asked for by --force                                        3.0s',
    '  to mend it: lower k, or add images',
    'failed after 1m 12s: 9 ran, 1 failed',
    'run folder: runs/galaxies/20261124T233159Z-3fa9',
  ]) {
    assert.ok(lines.includes(line), `${line}\nis not in\n${report}`);
  }
});

test('cached steps say so, with the time that it saved', () => {
  const lines = frame({ atMs: 1e9, columns: 80, rows: 24, cached: 'all' });
  assert.is(lines[0], '= images       cached, 12.4s saved  good 3,940, skipped 2');
  assert.ok(lines.includes('nothing to do: everything is fresh (10 instances, 1m 11s saved by the cache)'));
});

test('after a remount only what is new scrolls', () => {
  const lines = liveFrame({ atMs: 60_000, columns: 80, rows: 24 });
  assert.not.ok(lines.some((line) => line.includes('✓ images')));
});

test.run();
