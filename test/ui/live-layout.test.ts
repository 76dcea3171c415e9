import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { liveLayout, tellingCells } from '../../src/ui/live-layout.js';
import { runSummary } from '../../src/ui/run-summary.js';
import {
  emptyScreenModel,
  screenModel,
  type InstanceModel,
  type LiveState,
} from '../../src/ui/screen-model.js';
import { sampleEvents } from './sample-events.js';

const manyCells = Array.from({ length: 30 }, (_, i) => i + 2);

const cell = (name: string, state: LiveState, endedMs?: number): InstanceModel =>
  ({ id: name, state, ...(endedMs === undefined ? {} : { endedMs }) }) as unknown as InstanceModel;

test('of many cells those that run are shown first, then failed ones, then the latest to finish, then the next', () => {
  const cells = [
    cell('early', 'ran', 1),
    cell('failed', 'failed', 2),
    cell('late', 'ran', 3),
    cell('running', 'running'),
    cell('next', 'waiting'),
    cell('last', 'waiting'),
  ];
  const shown = (most: number): string[] => tellingCells(cells, most).map(({ id }) => id);
  assert.equal(shown(1), ['running']);
  assert.equal(shown(2), ['failed', 'running']);
  assert.equal(shown(3), ['failed', 'late', 'running']);
  assert.equal(shown(4), ['early', 'failed', 'late', 'running']);
  assert.equal(shown(5), ['early', 'failed', 'late', 'running', 'next']);
});

test('however high the terminal, a sweep has ten cells on it and says how many there are besides', () => {
  let model = emptyScreenModel;
  const layouts = sampleEvents({ k: manyCells }).flatMap((event) => {
    model = screenModel(model, event, 0);
    return liveLayout(model, 200, 0).filter((row) => row.row === 'cells');
  });
  assert.ok(layouts.some(({ cells }) => cells.length === 10));
  for (const { cells, hidden } of layouts) {
    assert.ok(cells.length <= 10, `${cells.length} cells`);
    assert.is(cells.length + hidden, manyCells.length);
  }
});

test('of many failures the first eight are told, and the rest is counted', () => {
  const summaryOf = (failing: readonly number[]): string[] => {
    let model = emptyScreenModel;
    for (const event of sampleEvents({ k: manyCells, failing })) model = screenModel(model, event, 0);
    return runSummary(model).map(({ text }) => text);
  };
  const told = (lines: string[]): string[] => lines.filter((line) => line.startsWith('failed clusters@'));
  const eleven = summaryOf(manyCells.slice(0, 11));
  assert.is(told(eleven).length, 8);
  assert.ok(eleven.includes('and 3 more failures: see `skysort show`'), eleven.join('\n'));
  const nine = summaryOf(manyCells.slice(0, 9));
  assert.ok(nine.includes('and 1 more failure: see `skysort show`'), nine.join('\n'));
  const eight = summaryOf(manyCells.slice(0, 8));
  assert.is(told(eight).length, 8);
  assert.not(eight.some((line) => line.startsWith('and ')));
});

test.run();
