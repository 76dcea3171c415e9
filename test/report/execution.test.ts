import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withExecution, type Execution } from '../../src/report/execution.js';
import { renderReport } from '../../src/report/render.js';
import { emptyReport } from './empty-report.js';

const execution: Execution = {
  run: '20261124T233159Z-3fa9',
  workflow: '</script><script>alert(1)</script>',
  file: 'w.yaml',
  command: "skysort run '$& $1'",
  startedAt: '2026-11-24T23:31:59.000Z',
  state: 'done',
  seconds: 12,
  savedSeconds: 3,
  instances: [{ id: 'a', kind: 'command', state: 'cached', seconds: 0, savedSeconds: 3, key: 'k' }],
  warnings: [],
  node: 'v20',
  platform: 'linux x64',
  skysort: '0.1.0',
};

test('an execution is spliced in once, as it is, and cannot end its script', () => {
  const before = renderReport(emptyReport({ title: 'T' }));
  const after = withExecution(before, execution);
  const [, json] = /<script type="application\/json" id="execution">(.*?)<\/script>/.exec(after) ?? [];
  assert.equal(JSON.parse(json ?? ''), execution);
  assert.is(after.split('</script>').length, before.split('</script>').length);
});

test('a title that looks like the place for the execution does not take its place', () => {
  const html = renderReport(
    emptyReport({ title: '<script type="application/json" id="execution">null</script>' }),
  );
  assert.is(html.split('id="execution">null').length, 2);
});

test('another page, or one that has an execution already, is refused', () => {
  assert.throws(() => withExecution('<html></html>', execution), /not a report/);
  const done = withExecution(renderReport(emptyReport({ title: 'T' })), execution);
  assert.throws(() => withExecution(done, execution), /not a report/);
});

test.run();
