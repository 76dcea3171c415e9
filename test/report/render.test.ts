import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderReport } from '../../src/report/render.js';
import type { ReportStep } from '../../src/report/data.js';
import { emptyReport } from './empty-report.js';

const step = (fields: Partial<ReportStep>): ReportStep => ({
  id: 'count',
  step: 'count',
  kind: 'command',
  cell: {},
  params: { argv: ['wc', '-l'] },
  inputs: { words: ['words.txt'] },
  outputs: [
    {
      name: 'lines',
      type: 'file',
      isShown: false,
      files: [{ name: 'lines.txt', sha256: 'ab'.repeat(32), bytes: 1234 }],
    },
  ],
  ...fields,
});

test('a workflow of commands only has a report: its steps, their parameters, outputs and digests', () => {
  const html = renderReport(emptyReport({ title: 'Words', steps: [step({})] }));
  for (const text of [
    'Words',
    '1 step',
    'command',
    '[wc, -l]',
    'words.txt',
    'count.lines',
    '1.2 kB',
    'ab'.repeat(32),
  ]) {
    assert.ok(html.includes(text), `${text} is there`);
  }
  for (const absent of ['map-canvas', 'NaN', 'undefined', '[object']) {
    assert.not.ok(
      html.replace(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g, '').includes(absent),
      absent,
    );
  }
});

test('an empty workflow has a report too', () => {
  assert.match(renderReport(emptyReport({})).replace(/\s+/g, ' '), 'The workflow has 0 steps');
});

test('the page asks for nothing: no link, no source but data, and a policy that forbids the rest', () => {
  const html = renderReport(emptyReport({ steps: [step({})] }));
  assert.match(html, 'default-src &#39;none&#39;');
  // Otherwise a browser asks the server for /favicon.ico.
  assert.match(html, '<link rel="icon" href="data:," />');
  assert.not.match(html, /(src|href)="(?!data:|#)/);
  assert.not.match(html, /@import|https?:\/\/(?!www\.w3\.org)/);
});

test('names of steps, outputs and files are text wherever they stand', () => {
  const hostile = '"><script>alert(1)</script>';
  const html = renderReport(
    emptyReport({
      title: hostile,
      steps: [
        step({
          id: hostile,
          step: hostile,
          kind: hostile,
          description: hostile,
          cell: { [hostile]: hostile },
          params: { [hostile]: { [hostile]: hostile } },
          inputs: { [hostile]: [hostile] },
          outputs: [
            {
              name: hostile,
              type: 'file',
              isShown: false,
              files: [{ name: hostile, sha256: 'a', bytes: 1 }],
            },
          ],
        }),
      ],
      unshown: [{ output: hostile, why: hostile }],
    }),
  );
  assert.not.ok(html.includes('<script>alert'));
  assert.is(html.match(/<script/g)?.length, 3);
});

test('the same data give the same bytes', () => {
  const data = emptyReport({
    steps: [step({}), step({ id: 'b', step: 'b', inputs: { a: ['count.lines'] } })],
  });
  assert.is(renderReport(data), renderReport(data));
});

test.run();
