import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { instanceId } from '../../src/core/cell.js';
import { doctorText } from '../../src/ui/doctor-text.js';
import { runText, type ShownRun } from '../../src/ui/run-text.js';
import { runsTable } from '../../src/ui/runs-table.js';

const noCounts = { ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };

test('the list of runs has a row for each with its outcome', () => {
  const rows = [
    {
      ...{ run: '20261124T233159Z-3fa9', workflow: 'galaxies', state: 'failed' as const, seconds: 185 },
      ...{ startedAt: '2026-11-24T23:31:59.000Z', counts: { ...noCounts, ran: 3, failed: 1 } },
    },
    {
      ...{ run: '20261123T100000Z-0001', workflow: 'demo', state: 'running' as const, pinned: true },
      ...{ startedAt: '2026-11-23T10:00:00.000Z', counts: noCounts },
    },
  ];
  assert.is(
    runsTable(rows),
    [
      'run                    workflow  state            started (UTC)       time  steps',
      '20261124T233159Z-3fa9  galaxies  failed           2026-11-24 23:31  3m 05s  3 ran, 1 failed',
      '20261123T100000Z-0001  demo      running, pinned  2026-11-23 10:00          no steps',
      '',
    ].join('\n'),
  );
  assert.match(runsTable([]), /^no runs yet/);
});

const run: ShownRun = {
  run: '20261124T233159Z-3fa9',
  workflow: 'galaxies',
  file: 'workflows/galaxies.yaml',
  state: 'failed',
  startedAt: '2026-11-24T23:31:59.000Z',
  seconds: 185,
  folder: 'runs/galaxies/20261124T233159Z-3fa9',
  instances: [
    {
      id: 'images',
      kind: 'ingest',
      state: 'cached',
      key: 'a1b2c3d4'.repeat(8),
      seconds: 0.01,
      outputs: { images: { file: 'outputs/images/images.npy', bytes: 2_791_728_742 } },
      measures: { good: 3940 },
    },
    {
      id: 'clusters@k=7',
      kind: 'kmeans',
      state: 'failed',
      seconds: 0.6,
      failure: {
        reason: 'unsuitable-parameter',
        parameter: 'k',
        found: '7',
        expected: 'at most 4, the number of vectors',
        remedy: 'lower k',
      },
    },
    {
      id: 'gallery@k=7',
      kind: 'gallery',
      state: 'skipped',
      seconds: 0,
      failure: { reason: 'upstream-failed', instance: instanceId('clusters', { k: 7 }) },
    },
  ],
};

test('a run is shown with its steps, measures, outputs and failures', () => {
  assert.is(
    runText(run),
    [
      'galaxies  20261124T233159Z-3fa9',
      'workflow file  workflows/galaxies.yaml',
      'started        2026-11-24T23:31:59.000Z',
      'state          failed in 3m 05s: 1 cached, 1 failed, 1 skipped',
      'folder         runs/galaxies/20261124T233159Z-3fa9',
      '',
      'step          kind     state    time  key',
      'images        ingest   cached         a1b2c3d4a1b2',
      'clusters@k=7  kmeans   failed   0.6s',
      'gallery@k=7   gallery  skipped',
      '',
      'step    measures',
      'images  good 3,940',
      '',
      'output            size  file',
      'images.images  2.6 GiB  outputs/images/images.npy',
      '',
      'failed clusters@k=7: parameter k: found 7, expected at most 4, the number of vectors',
      '  to mend it: lower k',
      '',
    ].join('\n'),
  );
});

test('the doctor marks what is broken and what is only missing, with remedies below', () => {
  const text = doctorText([
    { name: 'Node', ok: true, found: '20.20.2' },
    {
      ...{ name: 'tensorflow', ok: false, optional: true, found: 'not installed' },
      remedy: 'npm run tensorflow:install, which needs about 700 MB and half a minute of your time',
    },
    {
      name: 'store',
      ok: false,
      found: 'runs/.cache is read-only',
      remedy: 'choose another folder with --runs',
    },
  ]);
  assert.is(
    text,
    [
      'ok       Node        20.20.2',
      'missing  tensorflow  not installed',
      '                     -> npm run tensorflow:install, which needs about 700 MB and',
      '                     half a minute of your time',
      'BROKEN   store       runs/.cache is read-only',
      '                     -> choose another folder with --runs',
      '',
      '1 of 3 checks failed',
      '',
    ].join('\n'),
  );
  assert.match(doctorText([{ name: 'Node', ok: true, found: '20' }]), /\n\nall is well\n$/);
});

test.run();
